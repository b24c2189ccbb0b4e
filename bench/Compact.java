import dev.casement.disk.ClusterCompression;
import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.disk.compact.Compaction;
import dev.casement.process.SystemCommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What PackageImage does with a disk, for bench/compact: DISK.qcow2 IMAGE.qcow2 zlib|zstd. */
class Compact {
  public static void main(String[] arguments) {
    var disk = new VirtualDisk(Path.of(arguments[0]), DiskFormat.QCOW2);
    var image = new VirtualDisk(Path.of(arguments[1]), DiskFormat.QCOW2);
    var compression = ClusterCompression.valueOf(arguments[2].toUpperCase(Locale.ROOT));
    long started = System.nanoTime();
    Compaction compaction = Compaction.prepare(disk, Path.of(arguments[1] + ".free-space"));
    long prepared = System.nanoTime();
    new QemuImg(new SystemCommandRunner())
        .convert(
            compaction.source(),
            image,
            Optional.of(compression),
            Duration.ofHours(2),
            percent -> {});
    long converted = System.nanoTime();
    if (compaction.firstDifference(image, percent -> {}).isPresent()) {
      throw new IllegalStateException("the image differs from the disk");
    }
    System.out.printf(
        Locale.ROOT,
        "    left out %d MB; looking for free space %.1f s, writing %.1f s, comparing %.1f s%n",
        compaction.leftOut() / 1_000_000,
        (prepared - started) / 1e9,
        (converted - prepared) / 1e9,
        (System.nanoTime() - converted) / 1e9);
  }
}
