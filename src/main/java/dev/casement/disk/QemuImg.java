package dev.casement.disk;

import dev.casement.files.CompleteFile;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Creates, describes, converts and checks virtual disks with qemu-img.
 *
 * <p>Formats are always given, never probed: a guest could write the header of another format to a
 * raw disk, and qemu-img would open any file of the host that the header names (QEMU documentation,
 * "Disk image file formats", on {@code -f raw}).
 */
public final class QemuImg {
  private static final Duration QUICK = Duration.ofMinutes(2);

  /** A check reads a disk's tables, not its data: that takes seconds for a build's disk. */
  private static final Duration CHECK = Duration.ofHours(1);

  private static final int COROUTINES = 16;
  private static final List<String> ZSTD = List.of("-o", "compression_type=zstd");
  private static final Pattern VERSION = Pattern.compile("version ([0-9][0-9.]*)");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final CommandRunner runner;

  public QemuImg(CommandRunner runner) {
    this.runner = runner;
  }

  /** The version number of qemu-img, such as {@code 7.2.18}. */
  public String version() {
    String stdout = runner.runOk(command(QUICK, List.of("--version"))).stdout();
    Matcher matcher = VERSION.matcher(stdout);
    if (!matcher.find()) {
      throw unexpected("--version", stdout);
    }
    return matcher.group(1);
  }

  /**
   * Creates an empty disk, which takes almost no space yet.
   *
   * @throws BuildException OUTPUT_EXISTS if the path exists, HOST if qemu-img fails
   */
  public VirtualDisk create(Path path, DiskFormat format, DataSize size) {
    var disk = new VirtualDisk(path, format);
    complete(disk, part -> runner.runOk(command(QUICK, createArguments(part, format, size))));
    return disk;
  }

  /**
   * Creates a qcow2 disk with the content of another one, which stays unchanged and must remain
   * where it is: only what differs from it is in the new file.
   *
   * @throws BuildException OUTPUT_EXISTS if the path exists, HOST if qemu-img fails
   */
  public VirtualDisk createOver(Path path, VirtualDisk base) {
    var disk = new VirtualDisk(path, DiskFormat.QCOW2);
    complete(disk, part -> runner.runOk(command(QUICK, createOverArguments(part, base))));
    return disk;
  }

  private static List<String> createOverArguments(Path path, VirtualDisk base) {
    // A relative name would be looked up in the new file's directory.
    String below = base.path().toAbsolutePath().toString();
    List<String> arguments = new ArrayList<>(List.of("create", "-q", "-f", DiskFormat.QCOW2.id()));
    arguments.addAll(List.of("-F", base.format().id(), "-b", below, path.toString()));
    return arguments;
  }

  private static List<String> createArguments(Path path, DiskFormat format, DataSize size) {
    return List.of("create", "-q", "-f", format.id(), path.toString(), Long.toString(size.bytes()));
  }

  /**
   * Requires a qemu-img that can compress clusters with zstd. It is tried on an empty file, since
   * qemu-img has the option even if it was built without the library.
   *
   * @throws BuildException HOST if it cannot
   */
  public void requireZstd() {
    try {
      Path directory = Files.createTempDirectory("casement-zstd");
      Path file = directory.resolve("empty.qcow2");
      try {
        List<String> arguments = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        arguments.addAll(ZSTD);
        arguments.addAll(List.of(file.toString(), "1M"));
        CommandResult result = runner.run(command(QUICK, arguments));
        if (result.exitCode() != 0) {
          throw new BuildException(
              Failure.HOST,
              "this host's qemu-img cannot compress with zstd: " + result.stderr().strip(),
              "use QEMU 5.1 or newer, built with zstd, or leave image.compression at zlib");
        }
      } finally {
        Files.deleteIfExists(file);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw temporary("an empty disk", e);
    }
  }

  private static BuildException temporary(String what, IOException e) {
    return new BuildException(
        Failure.HOST,
        what + " could not be written to the directory for temporary files: " + e,
        "check permissions and free space there",
        e);
  }

  /** The command that {@link #create} runs, quoted for a shell. */
  public static String createByHand(VirtualDisk disk, DataSize size) {
    return command(QUICK, createArguments(disk.path(), disk.format(), size)).replay();
  }

  /** The commands that {@link #convert} and {@link #check} run, quoted for a shell. */
  public static String convertByHand(
      VirtualDisk source, VirtualDisk target, Optional<ClusterCompression> compression) {
    List<String> convert = convertArguments(source, target.format(), compression, target.path());
    return command(QUICK, convert).replay() + "\n" + checkCommand(target).replay();
  }

  private static List<String> convertArguments(
      VirtualDisk source,
      DiskFormat format,
      Optional<ClusterCompression> compression,
      Path target) {
    List<String> arguments =
        new ArrayList<>(List.of("convert", "-p", "-f", source.format().id(), "-O", format.id()));
    // Default cache modes: source and target are each passed once, and qemu-img flushes the
    // target at the end.
    arguments.addAll(List.of("-m", Integer.toString(COROUTINES)));
    if (compression.isPresent()) {
      // Clusters are compressed in parallel only if they may be written out of order.
      arguments.addAll(List.of("-c", "-W"));
    }
    if (compression.equals(Optional.of(ClusterCompression.ZSTD))) {
      arguments.addAll(ZSTD);
    }
    arguments.add(source.path().toString());
    arguments.add(target.toString());
    return arguments;
  }

  private static HostCommand checkCommand(VirtualDisk disk) {
    return command(
        CHECK, List.of("check", "--output=json", "-f", disk.format().id(), disk.path().toString()));
  }

  /** Describes a disk. */
  public DiskInfo info(VirtualDisk disk) {
    List<String> arguments =
        List.of("info", "--output=json", "-f", disk.format().id(), disk.path().toString());
    String stdout = runner.runOk(command(QUICK, arguments)).stdout();
    JsonNode json = parse("info", stdout);
    return new DiskInfo(
        size(json, "virtual-size", stdout),
        size(json, "actual-size", stdout),
        Optional.ofNullable(json.get("backing-filename")).map(JsonNode::asString));
  }

  /** The space that a disk takes on the host, together with its backing files. */
  public DataSize chainSize(VirtualDisk disk) {
    List<String> arguments =
        List.of(
            "info",
            "--output=json",
            "--backing-chain",
            "-f",
            disk.format().id(),
            disk.path().toString());
    String stdout = runner.runOk(command(QUICK, arguments)).stdout();
    long bytes = 0;
    for (JsonNode each : parse("info", stdout)) {
      bytes += size(each, "actual-size", stdout).bytes();
    }
    return new DataSize(bytes);
  }

  /**
   * Copies a disk to another file and format. The contents of backing files are copied too; zeros
   * take no space.
   *
   * @param target the copy; its file gets this name once it is complete
   * @param compression of the clusters; only those of qcow2 can be compressed
   * @param onPercent gets ascending values from 0 to 100; called on another thread
   * @param limit how long it may take
   * @throws BuildException OUTPUT_EXISTS if the path exists, HOST if qemu-img fails or runs into
   *     the limit
   */
  public void convert(
      VirtualDisk source,
      VirtualDisk target,
      Optional<ClusterCompression> compression,
      Duration limit,
      IntConsumer onPercent) {
    complete(
        target,
        part -> {
          List<String> arguments = convertArguments(source, target.format(), compression, part);
          runner.runOk(command(limit, arguments), new ConvertProgress(onPercent));
        });
  }

  /**
   * Fills a new, empty disk with the contents of another one, which must not be larger.
   *
   * @param onPercent as for {@link #convert}
   * @throws BuildException HOST if qemu-img fails or runs into the limit
   */
  public void fill(VirtualDisk target, VirtualDisk source, Duration limit, IntConsumer onPercent) {
    List<String> arguments = new ArrayList<>(List.of("convert", "-p", "-n", "--target-is-zero"));
    arguments.addAll(List.of("-f", source.format().id(), "-O", target.format().id()));
    arguments.addAll(List.of("-m", Integer.toString(COROUTINES)));
    arguments.addAll(List.of(source.path().toString(), target.path().toString()));
    runner.runOk(command(limit, arguments), new ConvertProgress(onPercent));
  }

  /**
   * Replaces a part of a disk that no machine uses.
   *
   * @param from the part's first byte, and {@code content} how many; both multiples of 512
   * @throws BuildException HOST if qemu-img fails
   */
  public void write(VirtualDisk disk, long from, byte[] content) {
    try {
      // Beside the disk, which is private if the content is.
      Path directory = disk.path().toAbsolutePath().getParent();
      Path file = Files.createTempFile(directory, "casement-part", ".raw");
      try {
        Files.write(file, content);
        String target = part(disk, from, content.length);
        runner.runOk(
            command(
                QUICK,
                List.of("convert", "-n", "-f", "raw", "-O", "raw", file.toString(), target)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw temporary("a part of " + disk.path(), e);
    }
  }

  /** A part of a disk as a disk of its own, in the form that qemu-img takes for a file name. */
  private static String part(VirtualDisk disk, long from, int count) {
    Map<String, Object> file = Map.of("driver", "file", "filename", disk.path().toString());
    Map<String, Object> whole = Map.of("driver", disk.format().id(), "file", file);
    return "json:"
        + JSON.writeValueAsString(
            Map.of("driver", "raw", "offset", from, "size", count, "file", whole));
  }

  /**
   * Reads a part of a disk, as its guest sees it.
   *
   * @param from the part's first byte, and {@code count} how many; both multiples of 512
   * @throws BuildException HOST if qemu-img fails
   */
  public byte[] read(VirtualDisk disk, long from, int count) {
    try {
      Path copy = Files.createTempFile("casement-part", ".raw");
      try {
        // The copy need not survive a power cut: no flushing.
        String source = part(disk, from, count);
        runner.runOk(
            command(
                QUICK, List.of("convert", "-t", "unsafe", "-O", "raw", source, copy.toString())));
        return Files.readAllBytes(copy);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw temporary("a part of " + disk.path(), e);
    }
  }

  /**
   * Checks a disk's metadata without repairing it.
   *
   * <p>The exit codes are those of qemu-img's manual, "check": 0 consistent, 1 not completed, 2
   * corrupt, 3 leaking, 63 not supported by the format.
   *
   * @throws BuildException HOST if the check could not be completed
   */
  public DiskCheck check(VirtualDisk disk) {
    HostCommand command = checkCommand(disk);
    CommandResult result = runner.run(command);
    return switch (result.exitCode()) {
      case 0 -> new DiskCheck.Consistent();
      case 2 -> {
        JsonNode json = parse("check", result.stdout());
        yield new DiskCheck.Corrupt(
            json.path("corruptions").asLong(0), json.path("leaks").asLong(0));
      }
      case 3 -> new DiskCheck.Leaking(parse("check", result.stdout()).path("leaks").asLong(0));
      case 63 -> new DiskCheck.NotCheckable(disk.format());
      default ->
          throw new BuildException(
              Failure.HOST,
              disk.path() + " could not be checked: " + result.stderr().strip(),
              "replay it to see more: " + command.replay());
    };
  }

  /** Writes the file under a temporary name and renames it once it is complete. */
  private static void complete(VirtualDisk disk, Consumer<Path> write) {
    Path target = disk.path().toAbsolutePath();
    if (Files.exists(target)) {
      throw new BuildException(
          Failure.OUTPUT_EXISTS, target + " already exists", "remove it, or choose another name");
    }
    try {
      CompleteFile.write(target, write::accept);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          target + " could not be written: " + e,
          "check the directory's permissions and free space",
          e);
    }
  }

  private static HostCommand command(Duration limit, List<String> arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(Tool.QEMU_IMG.program());
    argv.addAll(arguments);
    return HostCommand.of(limit, argv);
  }

  private static DataSize size(JsonNode json, String name, String stdout) {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber()) {
      throw unexpected("info", stdout);
    }
    return new DataSize(value.asLong());
  }

  private static JsonNode parse(String verb, String stdout) {
    try {
      JsonNode json = JSON.readTree(stdout);
      if (json.isContainer()) {
        return json;
      }
    } catch (JacksonException e) {
      // Reported below, with the output.
    }
    throw unexpected(verb, stdout);
  }

  private static BuildException unexpected(String verb, String stdout) {
    return new BuildException(
        Failure.HOST,
        "qemu-img " + verb + " printed something other than expected: " + stdout.strip(),
        "check that qemu-img is QEMU's own, or " + Tool.QEMU_IMG.remedy());
  }
}
