package dev.casement.hypervisor;

import static java.util.Objects.requireNonNull;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumFile;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A hypervisor whose guests are scripts, and whose disks and media are no files to anybody else: it
 * reads the job off the setup CD and lets the test play it.
 */
public final class FakeHypervisor extends StubHypervisor {
  /** What stands in a machine's job. */
  public record JobOnMedium(String run, String token, List<String> steps) {}

  /** Plays a guest. */
  @FunctionalInterface
  public interface Guest {
    void play(JobOnMedium job, MachineSpec machine, FakeVirtualMachine screen);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Disk(DataSize size, byte[] content) {}

  private static final Pattern TOKEN = Pattern.compile("run=\"([a-z]+)\"\\s+token=\"([0-9a-f]+)\"");
  private static final Pattern STEP = Pattern.compile("<step\\s+id=\"([a-z0-9-]+)\"");

  private final Guest guest;
  private final Map<DiskHandle, Disk> disks = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Map<DiskHandle, VirtualDisk> imported = new ConcurrentHashMap<>();
  private final Set<DiskHandle> kept = ConcurrentHashMap.newKeySet();
  private int disksMade;
  private final Map<MediumHandle, Path> images = new ConcurrentHashMap<>();
  private final Map<Path, Sharing> sharing = new ConcurrentHashMap<>();
  private final Set<MediumHandle> media = ConcurrentHashMap.newKeySet();
  private final List<MachineSpec> machines = new CopyOnWriteArrayList<>();
  private final List<FakeVirtualMachine> started = new CopyOnWriteArrayList<>();
  private Optional<BuildException> refusal = Optional.empty();
  private Optional<Scripting> scripting = Optional.empty();
  private Optional<Consumer<FakeVirtualMachine>> instance = Optional.empty();

  public FakeHypervisor(Guest guest) {
    this(HypervisorKind.QEMU, guest);
  }

  public FakeHypervisor(HypervisorKind kind, Guest guest) {
    super(kind);
    this.guest = guest;
  }

  /** From now on every machine's name is taken. */
  public FakeHypervisor refuses(BuildException refused) {
    refusal = Optional.of(refused);
    return this;
  }

  /** Machines without a job are instances that this plays. */
  public FakeHypervisor playsInstances(Consumer<FakeVirtualMachine> played) {
    instance = Optional.of(played);
    return this;
  }

  /** From now on it says how its machines are run by hand. */
  public FakeHypervisor scripts(Scripting offered) {
    scripting = Optional.of(offered);
    return this;
  }

  @Override
  public Optional<Scripting> scripting() {
    return scripting;
  }

  @Override
  public Optional<String> removeLeftover(String machine, Path directory) {
    refusal.ifPresent(
        e -> {
          throw e;
        });
    return Optional.empty();
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DataSize size) {
    return newDisk(new Disk(size, new byte[0]));
  }

  /** A disk with the content that the other one has now. */
  @Override
  public DiskHandle createDisk(String machine, Path directory, DiskHandle base) {
    return newDisk(requireNonNull(disks.get(base), () -> "no disk " + base));
  }

  private DiskHandle newDisk(Disk content) {
    DiskHandle disk = new DiskHandle("volume-" + ++disksMade);
    disks.put(disk, content);
    return disk;
  }

  /** What a guest writes to the beginning of its disk. */
  public void write(DiskHandle disk, byte[] content) {
    if (kept.contains(disk)) {
      throw new IllegalStateException("a kept disk is written to: " + disk);
    }
    disks.computeIfPresent(disk, (it, before) -> new Disk(before.size(), content));
  }

  /** The disk stays where it is. */
  @Override
  public DiskHandle keepDisk(DiskHandle disk, Path directory) {
    requireNonNull(disks.get(disk), () -> "no disk " + disk);
    kept.add(disk);
    return disk;
  }

  /** The disks that outlive their build, and still exist. */
  public Set<DiskHandle> kept() {
    return Set.copyOf(kept);
  }

  /** The content is not looked at. */
  @Override
  public DiskHandle importDisk(VirtualDisk file) {
    DiskHandle disk = new DiskHandle("imported:" + file.path());
    imported.put(disk, file);
    disks.put(disk, new Disk(new DataSize(file.path().toFile().length()), new byte[0]));
    return disk;
  }

  /** A new file, the first and only one that there is of the disk, unless it came from one. */
  @Override
  public VirtualDisk exportDisk(DiskHandle disk, Path directory) {
    if (imported.containsKey(disk)) {
      return imported.get(disk);
    }
    Disk exported = requireNonNull(disks.get(disk), () -> "no disk " + disk);
    Path raw = directory.resolve("exported.raw");
    VirtualDisk file = new VirtualDisk(directory.resolve("exported.qcow2"), DiskFormat.QCOW2);
    try (RandomAccessFile out = new RandomAccessFile(raw.toFile(), "rw")) {
      out.write(exported.content());
      out.setLength(exported.size().bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new QemuImg(new SystemCommandRunner())
        .convert(
            new VirtualDisk(raw, DiskFormat.RAW),
            file,
            Optional.empty(),
            Duration.ofMinutes(1),
            percent -> {});
    return file;
  }

  @Override
  public void deleteDisk(DiskHandle disk) {
    disks.remove(disk);
    kept.remove(disk);
  }

  /** The disks that there are, with their sizes. */
  public Map<DiskHandle, DataSize> disks() {
    Map<DiskHandle, DataSize> sizes = new LinkedHashMap<>();
    disks.forEach((disk, it) -> sizes.put(disk, it.size()));
    return sizes;
  }

  @Override
  public MediumHandle importMedium(Path image, Sharing sharing) {
    MediumHandle medium = new MediumHandle("medium-" + (images.size() + 1));
    images.put(medium, image);
    this.sharing.put(image, sharing);
    media.add(medium);
    return medium;
  }

  @Override
  public void deleteMedium(MediumHandle medium) {
    media.remove(medium);
  }

  /** Who a medium was said to be for. */
  public Sharing sharing(Path image) {
    return requireNonNull(sharing.get(image), () -> "no medium of " + image);
  }

  /** The media that there are. */
  public Set<MediumHandle> media() {
    return Set.copyOf(media);
  }

  /** The images in the CD drives of a machine that was started. */
  public List<Path> cds(MachineSpec machine) {
    return machine.cds().stream()
        .map(cd -> requireNonNull(images.get(cd), () -> "no medium " + cd))
        .toList();
  }

  @Override
  public VirtualMachine start(MachineSpec machine, Path logDirectory) {
    FakeVirtualMachine running = new FakeVirtualMachine(time -> {});
    if (!media.containsAll(machine.cds())) {
      throw new IllegalStateException("a medium is gone: " + machine);
    }
    Optional<JobOnMedium> job = job(machine);
    if (job.isPresent()) {
      guest.play(job.get(), machine, running);
    } else {
      instance
          .orElseThrow(() -> new IllegalStateException("no CD of the machine has a job"))
          .accept(running);
    }
    machines.add(machine);
    started.add(running);
    return running;
  }

  public List<MachineSpec> machines() {
    return List.copyOf(machines);
  }

  public Stream<FakeVirtualMachine> started() {
    return started.stream();
  }

  private Optional<JobOnMedium> job(MachineSpec machine) {
    for (Path cd : cds(machine)) {
      try (OpticalMedium medium = OpticalMedium.open(cd)) {
        if (medium.file("casement/job.xml").isPresent()) {
          return Optional.of(parse(read(medium.file("casement/job.xml").get())));
        }
      }
    }
    return Optional.empty();
  }

  private static JobOnMedium parse(String xml) {
    Matcher head = TOKEN.matcher(xml);
    if (!head.find()) {
      throw new IllegalStateException("no token in " + xml);
    }
    return new JobOnMedium(
        head.group(1),
        head.group(2),
        STEP.matcher(xml).results().map(result -> result.group(1)).toList());
  }

  private static String read(MediumFile file) {
    try (InputStream in = file.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
