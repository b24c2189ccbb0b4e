package dev.casement.hypervisor.virtualbox;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.hypervisor.LogTail;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Readiness.Program;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.Scripting;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual machines with VirtualBox 6.1 to 7.2, through VBoxManage.
 *
 * <p>A run's log directory contains {@code virtualbox.log} (VirtualBox's log) and {@code
 * serial.log} (the serial port, raw).
 */
public final class VirtualBoxHypervisor implements Hypervisor {
  private static final KernelDriver DRIVER = KernelDriver.here();

  private static final Duration CONNECTED = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final Duration COPIED = Duration.ofHours(1);
  private static final int LOG_LINES = 8;

  private final VBoxManage manage;
  private final QemuImg qemuImg;
  private final Path baseFolder;
  private final Clock clock;
  private final boolean gui;
  private final Listening listener;
  private volatile @Nullable VirtualBoxVersion version;

  /**
   * Starts no program until it is used.
   *
   * @param baseFolder where VirtualBox keeps the settings of Casement's VMs; created when needed
   * @param clock the time when a machine starts
   * @param gui whether the VM gets a window
   */
  public VirtualBoxHypervisor(CommandRunner runner, Path baseFolder, Clock clock, boolean gui) {
    this(runner, baseFolder, clock, gui, SerialListener::in);
  }

  /** Listens for serial ports in another way. */
  VirtualBoxHypervisor(
      CommandRunner runner, Path baseFolder, Clock clock, boolean gui, Listening listener) {
    this.manage = new VBoxManage(runner);
    this.qemuImg = new QemuImg(runner);
    this.baseFolder = baseFolder.toAbsolutePath().normalize();
    this.clock = clock;
    this.gui = gui;
    this.listener = listener;
  }

  /** Makes a listener for one run. */
  interface Listening {
    SerialListener in(RunDirectory directory) throws IOException;
  }

  @Override
  public HypervisorKind kind() {
    return HypervisorKind.VIRTUALBOX;
  }

  /** {@inheritDoc} The acceleration is empty: VirtualBox reports it only in a guest's log. */
  @Override
  public Engine engine() {
    return new Engine("VirtualBox", version().toString(), Optional.empty());
  }

  @Override
  public Readiness readiness() {
    return switch (Readiness.program(this::engine)) {
      case Program.Ready(Engine engine) -> DRIVER.readiness(engine, version());
      case Program.Unable unable -> KernelDriver.without(unable);
      case Program.NotInstalled missing -> KernelDriver.without(missing);
    };
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DataSize size) {
    VirtualDisk file = newFile(directory);
    for (Call call : newDisk(file.path(), size)) {
      manage.ok(call.arguments());
    }
    return FileHandles.of(file);
  }

  /**
   * {@inheritDoc} The new disk is a copy. qemu-img makes it, because VirtualBox would register both
   * disks, and reads fewer formats.
   */
  @Override
  public DiskHandle createDisk(String machine, Path directory, DiskHandle base) {
    VirtualDisk file = newFile(directory);
    qemuImg.convert(FileHandles.file(base), file, Optional.empty(), COPIED, percent -> {});
    return FileHandles.of(file);
  }

  @Override
  public DiskHandle createDisk(
      String machine, Path directory, ImageCopy copy, IntConsumer onPercent) {
    DiskHandle disk = createDisk(machine, directory, copy.size());
    return FileHandles.fill(disk, copy, qemuImg, onPercent);
  }

  /** The file of a disk that does not exist yet, neither here nor for VirtualBox. */
  private VirtualDisk newFile(Path directory) {
    VirtualDisk file = diskIn(directory);
    if (Files.exists(file.path())) {
      throw new BuildException(
          Failure.OUTPUT_EXISTS,
          file.path() + " already exists",
          "remove it, or choose another name");
    }
    forget(file.path());
    return file;
  }

  static VirtualDisk diskIn(Path directory) {
    return new VirtualDisk(directory.toAbsolutePath().resolve("disk.vdi"), DiskFormat.VDI);
  }

  @Override
  public DiskHandle keepDisk(DiskHandle disk, Path directory) {
    return FileHandles.keep(disk, directory);
  }

  @Override
  public boolean owns(DiskHandle disk) {
    return FileHandles.isFile(disk);
  }

  @Override
  public DiskHandle importDisk(VirtualDisk file) {
    return FileHandles.of(file);
  }

  @Override
  public VirtualDisk exportDisk(DiskHandle disk, Path directory) {
    return FileHandles.file(disk);
  }

  /** {@inheritDoc} VirtualBox has unregistered it: it forgets a disk together with its VM. */
  @Override
  public void deleteDisk(DiskHandle disk) {
    FileHandles.delete(disk);
  }

  /** Unregisters a missing disk, which VirtualBox may remember from an aborted build. */
  private void forget(Path goneDisk) {
    CommandResult info = mediumInfo(goneDisk);
    if (!info.succeeded()) {
      return;
    }
    List<String> users = OwnMachines.usersOf(info.stdout());
    if (!users.isEmpty()) {
      throw new BuildException(
          Failure.HOST,
          "VirtualBox still has the VM %s, whose disk %s no longer exists"
              .formatted(users.getFirst(), goneDisk),
          "remove the VM of an interrupted build with casement clean, and any other by hand");
    }
    manage.ok(List.of("closemedium", "disk", goneDisk.toString()));
  }

  private CommandResult mediumInfo(Path disk) {
    return manage.run(List.of("showmediuminfo", "disk", disk.toString()));
  }

  static List<Call> newDisk(Path disk, DataSize size) {
    Path path = disk.toAbsolutePath();
    return List.of(
        new Call("", createMedium(path, size)),
        Call.of(
            "VirtualBox would remember it, though no VM has it yet",
            "closemedium",
            "disk",
            path.toString()));
  }

  private static List<String> createMedium(Path path, DataSize size) {
    return List.of(
        "createmedium",
        "disk",
        "--filename",
        path.toString(),
        "--size",
        Long.toString(size.toMebibytes()),
        "--format",
        "VDI");
  }

  /** {@inheritDoc} The medium is the file itself. */
  @Override
  public MediumHandle importMedium(Path image, Sharing sharing) {
    return FileHandles.of(image);
  }

  @Override
  public void deleteMedium(MediumHandle medium) {
    // The medium is the file, which is kept.
  }

  @Override
  public Optional<Scripting> scripting() {
    return Optional.of(new VirtualBoxScripting(this::version, this::box, gui));
  }

  /** {@inheritDoc} Always true: its drives use ISO files unchanged. */
  @Override
  public boolean awaitsKey(BootPrompt prompt) {
    return true;
  }

  private VBoxCommands box(MachineSpec machine, VirtualBoxVersion known) {
    return new VBoxCommands(machine, baseFolder, known, machine.timeZone().offset(clock.instant()));
  }

  @Override
  public Optional<String> removeLeftover(String machine, Path directory) {
    version();
    String name = VBoxCommands.nameOf(machine);
    return new OwnMachines(manage, baseFolder).removeLeftover(name, directory)
        ? Optional.of("the VM " + name)
        : Optional.empty();
  }

  @Override
  public VirtualMachine start(MachineSpec machine, Path logDirectory) {
    VBoxCommands box = box(machine, version());
    OwnMachines own = new OwnMachines(manage, baseFolder);
    own.requireFree(box.name());
    RunDirectory directory = RunDirectory.create(Optional.empty(), machine.stateDirectory());
    try {
      return start(box, new RunningVirtualBox.Session(manage, own, directory), logDirectory);
    } catch (RuntimeException e) {
      giveUp(own, box.name(), e);
      directory.close();
      throw e;
    }
  }

  private static void giveUp(OwnMachines own, String name, RuntimeException failure) {
    try {
      // An interrupt must not cut this short, or the VM would remain.
      Uninterrupted.run(() -> own.remove(name));
    } catch (BuildException e) {
      failure.addSuppressed(e);
    }
  }

  private VirtualMachine start(
      VBoxCommands box, RunningVirtualBox.Session session, Path logDirectory) {
    try (SerialListener serial = listener.in(session.directory())) {
      session.own().deleteRemains(box.name());
      forget(box.driverDisk());
      for (Call call : box.create()) {
        manage.ok(call.arguments());
      }
      manage.ok(box.serialPort(serial.mode()).arguments());
      Path boxLog =
          manage
              .info(box.name())
              .orElseThrow(() -> notStarted(box, "VirtualBox has lost the VM"))
              .log();
      return new RunningVirtualBox(
          box.name(), session, powerOn(box, boxLog, logDirectory, serial), boxLog, logDirectory);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the machine's files could not be made: " + e,
          "check the permissions and free space of " + session.directory().path(),
          e);
    }
  }

  /** Powers the VM on; returns the connection to its serial port. */
  private SocketChannel powerOn(
      VBoxCommands box, Path boxLog, Path logDirectory, SerialListener listening)
      throws IOException {
    requireDiskFree(box);
    CommandResult result = manage.runUnlocked(box.powerOn(gui).arguments());
    Optional<SocketChannel> serial = result.succeeded() ? accept(listening) : Optional.empty();
    if (serial.isPresent()) {
      return serial.get();
    }
    RunningVirtualBox.keepLog(boxLog, logDirectory);
    String why =
        result.succeeded() ? "its serial port was not connected" : VBoxManage.error(result);
    throw notStarted(
        box,
        Files.exists(boxLog)
            ? why + "; the end of its log:\n" + LogTail.lines(boxLog, LOG_LINES)
            : why);
  }

  /**
   * Fails when another running VM uses the disk. VirtualBox would not state this reason: its error
   * is the same as for a VM that is locked for a moment.
   */
  private void requireDiskFree(VBoxCommands box) {
    Path disk = box.disk();
    for (String user : OwnMachines.usersOf(mediumInfo(disk).stdout())) {
      if (!user.equals(box.name())) {
        throw new BuildException(
            Failure.HOST,
            "VirtualBox does not start the VM %s: its disk %s is also that of the VM %s"
                .formatted(box.name(), disk, user),
            "take the disk out of that VM");
      }
    }
  }

  private static BuildException notStarted(VBoxCommands box, String why) {
    return new BuildException(
        Failure.HOST,
        "VirtualBox did not start the VM " + box.name() + ": " + why,
        DRIVER.isLoaded()
            ? "check whether VirtualBox can start other VMs; another hypervisor may be using the"
                + " processor"
            : DRIVER.lack());
  }

  /** Accepts the VM's connection, which arrives before startvm returns, soon after, or never. */
  private Optional<SocketChannel> accept(SerialListener listening) throws IOException {
    long deadline = System.nanoTime() + CONNECTED.toNanos();
    Optional<SocketChannel> channel = listening.accept();
    while (channel.isEmpty() && System.nanoTime() < deadline) {
      manage.pause(BETWEEN_LOOKS);
      channel = listening.accept();
    }
    return channel;
  }

  private VirtualBoxVersion version() {
    VirtualBoxVersion known = version;
    if (known == null) {
      known = askVersion(manage);
      version = known;
    }
    return known;
  }

  /**
   * The installed version.
   *
   * @throws BuildException MISSING_TOOL when VirtualBox is not installed, or in an unsupported
   *     version
   */
  static VirtualBoxVersion askVersion(VBoxManage manage) {
    return VirtualBoxVersion.parse(manage.ok(List.of("--version")));
  }
}
