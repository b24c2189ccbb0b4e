package dev.casement.hypervisor.virtualbox;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.LogTail;
import dev.casement.hypervisor.Machine;
import dev.casement.hypervisor.RunDirectory;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.DataSize;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs virtual machines with VirtualBox 6.1 to 7.2, through VBoxManage.
 *
 * <p>In the log directory of a run: {@code virtualbox.log} (VirtualBox's own) and {@code
 * serial.log} (the serial port, raw).
 */
public final class VirtualBoxHypervisor implements Hypervisor {
  private static final Path DRIVER = Path.of("/dev/vboxdrv");

  /** Only Linux has it. */
  private static final Path LINUX = Path.of("/proc/sys/kernel/ostype");

  private static final Duration CONNECTED = Duration.ofSeconds(30);

  private final VBoxManage manage;
  private final Path baseFolder;
  private final boolean gui;
  private volatile @Nullable VirtualBoxVersion version;

  /**
   * Costs nothing until it is used.
   *
   * @param baseFolder where VirtualBox keeps the settings of Casement's VMs; made when needed
   * @param gui whether the VM gets a window
   */
  public VirtualBoxHypervisor(CommandRunner runner, Path baseFolder, boolean gui) {
    this.manage = new VBoxManage(runner);
    this.baseFolder = baseFolder.toAbsolutePath().normalize();
    this.gui = gui;
  }

  @Override
  public String id() {
    return "virtualbox";
  }

  /**
   * {@inheritDoc}
   *
   * @throws BuildException MISSING_TOOL when there is no VirtualBox, or not a supported one
   */
  @Override
  public String describe() {
    return "VirtualBox " + version() + (hasDriver() ? "" : ", without its kernel driver");
  }

  /** Whether VirtualBox can run guests here: elsewhere than on Linux that is not to be seen. */
  private static boolean hasDriver() {
    return Files.exists(DRIVER) || !Files.exists(LINUX);
  }

  @Override
  public DiskFormat diskFormat() {
    return DiskFormat.VDI;
  }

  @Override
  public void createDisk(VirtualDisk disk, DataSize size) {
    Path path = disk.path().toAbsolutePath();
    if (Files.exists(path)) {
      throw new BuildException(
          Failure.OUTPUT_EXISTS, path + " is there already", "remove it, or choose another name");
    }
    forget(path);
    for (Call call : newDisk(path, size)) {
      manage.ok(call.arguments());
    }
  }

  /** VirtualBox may remember a disk that is gone, from a build that was cut short. */
  private void forget(Path goneDisk) {
    CommandResult info = mediumInfo(goneDisk);
    if (!info.succeeded()) {
      return;
    }
    List<String> users = OwnMachines.usersOf(info.stdout());
    if (!users.isEmpty()) {
      throw new BuildException(
          Failure.HOST,
          "VirtualBox still has the VM %s with the disk %s, which is gone"
              .formatted(users.getFirst(), goneDisk),
          "remove the VM of a build that was cut short: casement clean; any other, by hand");
    }
    manage.ok(List.of("closemedium", "disk", goneDisk.toString()));
  }

  private CommandResult mediumInfo(Path disk) {
    return manage.run(List.of("showmediuminfo", "disk", disk.toString()));
  }

  @Override
  public String createDiskByHand(VirtualDisk disk, DataSize size) {
    return script(newDisk(disk.path().toAbsolutePath(), size));
  }

  private static List<Call> newDisk(Path path, DataSize size) {
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

  /**
   * {@inheritDoc}
   *
   * <p>Only the serial port differs from Casement's machine: it leads into a file of the log
   * directory.
   */
  @Override
  public String preview(Machine machine, Path logDirectory) {
    return script(scripted(machine, logDirectory).upToStart()).stripTrailing();
  }

  @Override
  public String runByHand(Machine machine, Path logDirectory, boolean keyAwaited) {
    return scripted(machine, logDirectory).lines(keyAwaited);
  }

  private ScriptedRun scripted(Machine machine, Path logDirectory) {
    VirtualBoxMachine box = new VirtualBoxMachine(machine, baseFolder, version());
    return new ScriptedRun(box, logDirectory, start(box));
  }

  static String script(List<Call> calls) {
    StringBuilder script = new StringBuilder();
    for (Call call : calls) {
      if (!call.purpose().isEmpty()) {
        script.append("# ").append(call.purpose()).append('\n');
      }
      script.append(VBoxManage.command(call.arguments()).replay()).append('\n');
    }
    return script.toString();
  }

  private Call start(VirtualBoxMachine box) {
    return Call.of("Power on", "startvm", box.name(), "--type", gui ? "gui" : "headless");
  }

  @Override
  public VirtualMachine start(Machine machine, Path logDirectory) {
    VirtualBoxMachine box = new VirtualBoxMachine(machine, baseFolder, version());
    OwnMachines own = new OwnMachines(manage, baseFolder);
    own.requireFree(box.name());
    RunDirectory directory = RunDirectory.create(Optional.empty());
    try {
      return start(box, new VirtualBoxVirtualMachine.Session(manage, own, directory), logDirectory);
    } catch (RuntimeException e) {
      giveUp(own, box.name(), e);
      directory.close();
      throw e;
    }
  }

  private static void giveUp(OwnMachines own, String name, RuntimeException failure) {
    boolean interrupted = Thread.interrupted();
    try {
      own.remove(name);
    } catch (BuildException e) {
      failure.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private VirtualMachine start(
      VirtualBoxMachine box, VirtualBoxVirtualMachine.Session session, Path logDirectory) {
    Path socket = session.directory().serial();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      server.configureBlocking(false);
      Files.deleteIfExists(box.driverDisk());
      for (Call call : box.create()) {
        manage.ok(call.arguments());
      }
      manage.ok(box.serialPortTo(socket).arguments());
      Path boxLog =
          manage
              .info(box.name())
              .orElseThrow(() -> notStarted(box, "VirtualBox has lost the VM"))
              .log();
      powerOn(box, boxLog, logDirectory);
      return new VirtualBoxVirtualMachine(
          box.name(),
          session,
          accept(server, box),
          boxLog,
          logDirectory,
          preview(box.machine(), logDirectory));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the machine's files could not be made: " + e,
          "check the permissions and free space of " + session.directory().path(),
          e);
    }
  }

  private void powerOn(VirtualBoxMachine box, Path boxLog, Path logDirectory) throws IOException {
    CommandResult result = manage.runUnlocked(start(box).arguments());
    if (result.succeeded()) {
      return;
    }
    requireDiskFree(box);
    String tail = "";
    if (Files.exists(boxLog)) {
      Files.copy(boxLog, logDirectory.resolve("virtualbox.log"));
      tail = "; the end of its log: " + LogTail.of(boxLog);
    }
    throw notStarted(box, VBoxManage.error(result) + tail);
  }

  /** A VM whose disk another one has does not start, and VirtualBox keeps the reason to itself. */
  private void requireDiskFree(VirtualBoxMachine box) {
    Path disk = box.machine().disk().path().toAbsolutePath();
    for (String user : OwnMachines.usersOf(mediumInfo(disk).stdout())) {
      if (!user.equals(box.name())) {
        throw new BuildException(
            Failure.HOST,
            "VirtualBox did not start the VM "
                + box.name()
                + ": its disk "
                + disk
                + " is also that of the VM "
                + user,
            "take the disk out of that VM");
      }
    }
  }

  private static BuildException notStarted(VirtualBoxMachine box, String why) {
    return new BuildException(
        Failure.HOST,
        "VirtualBox did not start the VM " + box.name() + ": " + why,
        hasDriver()
            ? "see whether VirtualBox can start other VMs; another hypervisor may be in its way"
            : DRIVER
                + " is not there: load VirtualBox's kernel driver (modprobe vboxdrv; where there is"
                + " none, install virtualbox-dkms or run /sbin/vboxconfig)");
  }

  /** The VM has connected before startvm returned, or soon does. */
  private static SocketChannel accept(ServerSocketChannel server, VirtualBoxMachine box)
      throws IOException {
    long deadline = System.nanoTime() + CONNECTED.toNanos();
    while (true) {
      SocketChannel channel = server.accept();
      if (channel != null) {
        return channel;
      }
      if (System.nanoTime() > deadline) {
        throw notStarted(box, "its serial port was not connected");
      }
      try {
        Thread.sleep(Duration.ofMillis(20));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BuildException(
            Failure.CANCELLED, "cancelled while VirtualBox was starting", "run the build again", e);
      }
    }
  }

  private VirtualBoxVersion version() {
    VirtualBoxVersion known = version;
    if (known == null) {
      known = VirtualBoxVersion.parse(manage.ok(List.of("--version")));
      version = known;
    }
    return known;
  }

  /**
   * Removes the VMs that builds left behind which were killed; those of running builds too, if
   * there are any.
   *
   * @return their names
   */
  public List<String> removeLeftovers() {
    version();
    OwnMachines own = new OwnMachines(manage, baseFolder);
    List<String> names = own.all().stream().map(info -> info.get("name")).toList();
    names.forEach(own::remove);
    return Stream.concat(names.stream(), own.forgetInaccessible().stream()).toList();
  }
}
