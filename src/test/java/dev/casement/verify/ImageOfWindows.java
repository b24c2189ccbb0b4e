package dev.casement.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.casement.disk.registry.HiveBuilder;
import dev.casement.media.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes the disk of a generalized Windows with the field's own tools: sfdisk, mkntfs, wimlib,
 * mtools, hivexsh. What a test breaks, it changes in these maps first.
 */
public final class ImageOfWindows {
  static final String DISK_GUID = "6A5E0000-0000-4000-8000-000000000001";
  static final String WINDOWS_GUID = "6A5E0000-0000-4000-8000-000000000002";
  static final String MBR_SIGNATURE = "6A5E0001";
  private static final String MANAGER = "Objects\\{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\";
  private static final String ENTRY = "{6a5e0000-0000-4000-8000-000000000009}";
  private static final String CLOUDBASE = "Program Files/Cloudbase Solutions/Cloudbase-Init/";
  private static final String CONFIG = "Windows/System32/config/";
  private static final String STORE = "Windows/System32/DriverStore/FileRepository/";
  static final String TEMP = "Users/Default/AppData/Local/Temp";
  static final String SYSTEM = CONFIG + "SYSTEM";

  /** By which Windows finds the driver of a VirtIO block device. */
  static final String DEVICE =
      "DriverDatabase\\DeviceIds\\PCI\\VEN_1AF4&DEV_1042&SUBSYS_11001AF4&REV_01\\";

  /** What both files of cloudbase-init say. */
  static final String CONFIGURATION =
      """
      [DEFAULT]
      # The account.
      username=Admin
      groups = Administrators,
          Users
      [config_drive]
      cdrom=true
      """;

  private static final int MIB = 1 << 20;
  private static final int ESP_AT = MIB;
  private static final int ESP_SIZE = 16 * MIB;
  private static final int WINDOWS_AT = ESP_AT + ESP_SIZE;

  /** The size of the volume of Windows, which a test may raise with {@link #enlarge}. */
  private int windowsSize = 24 * MIB;

  /** Files of the volume of Windows, with {@code /} between names. */
  final Map<String, byte[]> files = new TreeMap<>();

  /** Symbolic links on it, and what they lead to, as on Unix. */
  final Map<String, String> links = new TreeMap<>();

  /** Files of the EFI system partition. */
  final Map<String, byte[]> esp = new TreeMap<>();

  /** Values by key and name, with a backslash between all: texts, numbers, bytes. */
  final Map<String, Object> system = new TreeMap<>();

  final Map<String, Object> software = new TreeMap<>();
  final Map<String, Object> security = new TreeMap<>();

  /** The accounts of this Windows are keys here. */
  final Map<String, Object> accounts = new TreeMap<>();

  final Map<String, Object> bootStore = new TreeMap<>();

  /** Lines for sfdisk, after those of the label. */
  List<String> partitions;

  /** Whether there is a registry at all. */
  boolean registry = true;

  private final boolean uefi;

  private ImageOfWindows(boolean uefi) {
    this.uefi = uefi;
    partitions = partitions();
    addFiles();
    addRegistry();
    addBootStore();
  }

  private List<String> partitions() {
    return uefi
        ? List.of(
            partition(ESP_AT, ESP_SIZE, "U"),
            partition(WINDOWS_AT, windowsSize, BASIC) + ", uuid=" + WINDOWS_GUID)
        : List.of(partition(WINDOWS_AT, windowsSize, "7, bootable"));
  }

  /** Makes room for files of some size. */
  void enlarge(int mebibytes) {
    windowsSize += mebibytes * MIB;
    partitions = partitions();
  }

  static final String BASIC = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7";

  public static ImageOfWindows uefi() {
    return new ImageOfWindows(true);
  }

  static ImageOfWindows bios() {
    return new ImageOfWindows(false);
  }

  static String partition(int at, int size, String type) {
    return "start=" + at / 512 + ", size=" + size / 512 + ", type=" + type;
  }

  /** For one behind Windows. */
  static String behindWindows() {
    return partition(WINDOWS_AT + 24 * MIB, MIB, BASIC);
  }

  private void addFiles() {
    for (String name :
        List.of(
            "winload.exe",
            "winload.efi",
            "drivers/viostor.sys",
            "drivers/disk.sys",
            "drivers/netkvm.sys",
            "drivers/balloon.sys",
            "Sysprep/Sysprep_succeeded.tag")) {
      files.put("Windows/System32/" + name, name.getBytes(UTF_8));
    }
    for (String driver : List.of("viostor", "netkvm", "balloon")) {
      files.put(driverPackage(driver), inf(driver, "100.101.104.27100"));
    }
    files.put(CLOUDBASE + "bin/OpenStackService.exe", new byte[] {'M', 'Z'});
    files.put(CLOUDBASE + "Python/Scripts/cloudbase-init.exe", new byte[] {'M', 'Z'});
    for (String directory :
        List.of("Windows/Temp", "Windows/SoftwareDistribution/Download", TEMP)) {
      files.put(directory + "/some/file", new byte[1000]);
    }
    files.put(
        "Windows/System32/Sysprep/Panther/setuperr.log",
        ("2026-01-01 00:00:00, Error [0x060565] IBS CFirstUXWnd::OpenExisting failed with error"
                + " 80070490\r\n")
            .getBytes(UTF_8));
    for (String name : List.of("cloudbase-init.conf", "cloudbase-init-unattend.conf")) {
      files.put(CLOUDBASE + "conf/" + name, CONFIGURATION.getBytes(UTF_8));
    }
    files.put(CLOUDBASE + "conf/Unattend.xml", answerFile("").getBytes(UTF_8));
    files.put(
        "Windows/Panther/unattend.xml", answerFile("*SENSITIVE*DATA*DELETED*").getBytes(UTF_8));
    if (uefi) {
      esp.put("EFI/Microsoft/Boot/bootmgfw.efi", signedBootManager());
      esp.put("EFI/Boot/bootx64.efi", new byte[] {'M', 'Z'});
    } else {
      files.put("bootmgr", new byte[] {1});
    }
  }

  /** Made for tests; its certificate names "Windows UEFI CA 2023" as its issuer. */
  static byte[] signedBootManager() {
    try {
      return Base64.getMimeDecoder()
          .decode(Files.readString(Path.of("src/test/guest/bootmgfw-2023.base64")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The INF of a driver in the driver store. */
  static String driverPackage(String driver) {
    return STORE + driver + ".inf_amd64_6a5e00000000" + driver.length() + "/" + driver + ".inf";
  }

  static byte[] inf(String driver, String version) {
    return "[Version]\r\nCatalogFile=%s.cat\r\nDriverVer = 07/01/2025,%s\r\n"
        .formatted(driver, version)
        .getBytes(UTF_8);
  }

  static String answerFile(String password) {
    return """
    <unattend xmlns="urn:schemas-microsoft-com:unattend">
      <settings pass="specialize">
        <component name="Microsoft-Windows-Deployment"><RunSynchronous><RunSynchronousCommand>
          <Path>cmd.exe /c ""%%ProgramFiles%%\\Cloudbase Solutions\\Cloudbase-Init\\Python\\Scripts\\cloudbase-init.exe" --config-file "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\conf\\cloudbase-init-unattend.conf" &amp;&amp; exit 1 || exit 2"</Path>
        </RunSynchronousCommand><RunSynchronousCommand>
          <Path>reg.exe add "HKLM\\SYSTEM" /v PagingFiles /t REG_MULTI_SZ /d "?:\\pagefile.sys" /f</Path>
        </RunSynchronousCommand></RunSynchronous></component>
        <component name="Microsoft-Windows-Shell-Setup"><TimeZone>UTC</TimeZone></component>
      </settings>
      <settings pass="oobeSystem"><component name="Microsoft-Windows-Shell-Setup">
        <UserAccounts><AdministratorPassword>
          <Value>%s</Value><PlainText>true</PlainText>
        </AdministratorPassword></UserAccounts>
      </component></settings>
    </unattend>
    """
        .formatted(password);
  }

  private void addRegistry() {
    system.put("Select\\Current", 1);
    system.put(
        "ControlSet001\\Control\\Session Manager\\Environment\\PROCESSOR_ARCHITECTURE", "AMD64");
    system.put("Setup\\SetupType", 2);
    system.put("Setup\\CmdLine", "oobe\\windeploy.exe");
    driver("viostor", 0);
    system.put(DEVICE + "oem0.inf", new byte[] {1, (byte) 0xff, 0, 0});
    driver("disk", 0);
    driver("netkvm", 3);
    driver("BALLOON", 3);
    String service = "ControlSet001\\Services\\cloudbase-init\\";
    system.put(service + "Start", 2);
    system.put(service + "Type", 16);
    system.put(
        service + "ImagePath",
        "\"C:\\" + CLOUDBASE.replace('/', '\\') + "bin\\OpenStackService.exe\" cloudbase-init");
    String current = "Microsoft\\Windows NT\\CurrentVersion\\";
    software.put(current + "ProductName", "Windows Server 2022 Standard");
    software.put(current + "EditionID", "ServerStandard");
    software.put(current + "InstallationType", "Server");
    software.put(current + "CurrentBuild", "20348");
    software.put(current + "CurrentMajorVersionNumber", 10);
    software.put(current + "CurrentMinorVersionNumber", 0);
    software.put(current + "UBR", 2700);
    software.put(current + "Winlogon\\AutoAdminLogon", "0");
    software.put("Microsoft\\Windows\\CurrentVersion\\Run\\Other", "other.exe");
    software.put(
        "Microsoft\\Windows\\CurrentVersion\\Setup\\State\\ImageState",
        "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    security.put("Policy\\Secrets\\NL$KM\\CurrVal\\", new byte[] {1, 2, 3});
  }

  private void driver(String name, int start) {
    String key = "ControlSet001\\Services\\" + name + "\\";
    system.put(key + "Start", start);
    system.put(key + "Type", 1);
    system.put(key + "ErrorControl", name.equals("disk") ? 3 : 1);
    system.put(key + "ImagePath", "System32\\drivers\\" + name + ".sys");
  }

  private void addBootStore() {
    bootStore.put(MANAGER + "Description\\Type", 0x10100002);
    bootStore.put(MANAGER + "Elements\\23000003\\Element", ENTRY);
    bootStore.put(entry("Description\\Type"), 0x10200003);
    bootStore.put(
        entry("Elements\\12000002\\Element"),
        "\\Windows\\system32\\winload." + (uefi ? "efi" : "exe"));
    bootStore.put(
        entry("Elements\\21000001\\Element"),
        uefi ? gptDevice(DISK_GUID, WINDOWS_GUID) : mbrDevice(MBR_SIGNATURE, WINDOWS_AT));
  }

  /** The name of a value of the entry that starts Windows. */
  static String entry(String name) {
    return "Objects\\" + ENTRY + "\\" + name;
  }

  static String defaultEntry() {
    return MANAGER + "Elements\\23000003\\Element";
  }

  /** As bcdedit writes a partition: options, descriptor, partition, kind of table, disk. */
  static byte[] gptDevice(String disk, String partition) {
    ByteBuffer device = device();
    HiveBuilder.putGuid(device, 32, UUID.fromString(partition));
    HiveBuilder.putGuid(device, 56, UUID.fromString(disk));
    return HiveBuilder.contentOf(device);
  }

  static byte[] mbrDevice(String signature, long offset) {
    ByteBuffer device = device().putLong(32, offset).putInt(52, 1);
    return HiveBuilder.contentOf(device.putInt(56, (int) Long.parseLong(signature, 16)));
  }

  private static ByteBuffer device() {
    return ByteBuffer.allocate(88).order(ByteOrder.LITTLE_ENDIAN).putInt(16, 6).putInt(24, 72);
  }

  /** The disk, a raw file in this directory. */
  public Path build(Path directory) {
    try {
      byte[] store = bootStore.isEmpty() ? null : hive(bootStore, directory);
      if (store != null) {
        (uefi ? esp : files).putIfAbsent(uefi ? "EFI/Microsoft/Boot/BCD" : "Boot/BCD", store);
      }
      if (registry) {
        files.putIfAbsent(SYSTEM, hive(system, directory));
        files.putIfAbsent(CONFIG + "SOFTWARE", hive(software, directory));
        files.putIfAbsent(CONFIG + "SECURITY", hive(security, directory));
        if (!accounts.isEmpty()) {
          files.putIfAbsent(CONFIG + "SAM", hive(accounts, directory));
        }
      }
      Path disk = directory.resolve("disk.raw");
      try (FileChannel out =
          FileChannel.open(disk, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.write(ByteBuffer.allocate(1), WINDOWS_AT + windowsSize + 3L * MIB - 1);
        if (uefi) {
          put(fat(directory), out, ESP_AT);
        }
        put(ntfs(directory), out, WINDOWS_AT);
      }
      partition(disk, directory);
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void partition(Path disk, Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("label: " + (uefi ? "gpt" : "dos"));
    lines.add("label-id: " + (uefi ? DISK_GUID : "0x" + MBR_SIGNATURE));
    lines.addAll(partitions);
    Path script = Files.write(directory.resolve("partitions"), lines);
    Program.run("sh", "-c", "exec sfdisk --quiet " + disk + " < " + script);
  }

  private static void put(Path volume, FileChannel disk, long at) throws IOException {
    try (FileChannel in = FileChannel.open(volume)) {
      disk.transferFrom(in, at, in.size());
    }
  }

  private Path fat(Path directory) throws IOException {
    Path volume = sized(directory.resolve("esp.raw"), ESP_SIZE);
    Program.run("mkfs.fat", "-F", "16", volume.toString());
    Path tree = write(esp, directory.resolve("esp"));
    try (var names = Files.list(tree)) {
      for (Path name : names.toList()) {
        Program.run("mcopy", "-s", "-i", volume + "", name + "", "::/");
      }
    }
    return volume;
  }

  private Path ntfs(Path directory) throws IOException {
    Path volume = sized(directory.resolve("windows.raw"), windowsSize);
    Program.run("mkntfs", "-q", "-F", "-f", volume.toString());
    Path tree = write(files, directory.resolve("tree"));
    for (Map.Entry<String, String> link : links.entrySet()) {
      Path path = tree.resolve(link.getKey());
      Files.createDirectories(path.getParent());
      Files.createSymbolicLink(path, Path.of(link.getValue()));
    }
    Path wim = directory.resolve("tree.wim");
    // By default it leaves page files out.
    Path everything = Files.writeString(directory.resolve("config"), "[ExclusionList]\n");
    Program.run(
        "wimlib-imagex",
        "capture",
        tree + "",
        wim + "",
        "--compress=none",
        "--config=" + everything);
    Program.run("wimlib-imagex", "apply", wim + "", volume + "");
    return volume;
  }

  private static Path sized(Path file, long size) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.allocate(1), size - 1);
    }
    return file;
  }

  private static Path write(Map<String, byte[]> files, Path tree) throws IOException {
    Files.createDirectories(tree);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = tree.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return tree;
  }

  /** Written by hivexsh, into the smallest hive there is. */
  static byte[] hive(Map<String, Object> values, Path directory) throws IOException {
    Path hive = Files.write(directory.resolve("hive"), new HiveBuilder(3).build());
    List<String> commands = new ArrayList<>();
    add(tree(values), commands);
    commands.add("commit");
    Path script = Files.write(directory.resolve("commands"), commands);
    Program.run("hivexsh", "-w", "-f", script.toString(), hive.toString());
    return Files.readAllBytes(hive);
  }

  /** Keys as maps, values as what they are. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(Map<String, Object> values) {
    Map<String, Object> root = new TreeMap<>();
    values.forEach(
        (path, value) -> {
          Map<String, Object> key = root;
          String[] names = path.split("\\\\", -1);
          for (int i = 0; i < names.length - 1; i++) {
            key = (Map<String, Object>) key.computeIfAbsent(names[i], name -> new TreeMap<>());
          }
          key.put("\0" + names[names.length - 1], value);
        });
    return root;
  }

  @SuppressWarnings("unchecked")
  private static void add(Map<String, Object> key, List<String> commands) {
    List<String> values = key.keySet().stream().filter(name -> name.startsWith("\0")).toList();
    commands.add("setval " + values.size());
    for (String name : values) {
      commands.add(name.length() == 1 ? "@" : name.substring(1));
      commands.add(written(Objects.requireNonNull(key.get(name))));
    }
    key.forEach(
        (name, value) -> {
          if (!name.startsWith("\0")) {
            commands.add("add " + name);
            commands.add("cd " + name);
            add((Map<String, Object>) value, commands);
            commands.add("cd ..");
          }
        });
  }

  private static String written(Object value) {
    return switch (value) {
      case Integer number -> "dword:0x" + Integer.toHexString(number);
      case byte[] bytes -> "hex:3:" + HexFormat.ofDelimiter(",").formatHex(bytes);
      case String text when US_ASCII.newEncoder().canEncode(text) && !text.contains("\"") ->
          "string:" + text;
      case String text ->
          "hex:1:" + HexFormat.ofDelimiter(",").formatHex((text + "\0").getBytes(UTF_16LE));
      // Of an account's name, whose default value has the number as its type and no data.
      case Long number -> "hex:" + number + ":";
      default -> throw new IllegalArgumentException(value.toString());
    };
  }
}
