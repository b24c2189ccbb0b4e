package dev.casement.verify.inventory;

import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.util.Arrays;

/**
 * The smallest machine for the instances of an image.
 *
 * @param minDisk in GiB: what holds the virtual disk
 * @param minRam in MiB: what Microsoft requires for running this Windows; 0 if that is unknown
 */
public record Fit(long minDisk, long minRam) {
  /** Manifests of earlier builds lack it. */
  public static final Fit UNKNOWN = new Fit(0, 0);

  private static final long SMALLEST_SERVER = 512;

  /** Windows 10 and Server 2016. */
  private static final int BUILD_OF_10 = 10_240;

  /**
   * What an image needs.
   *
   * @param disk size of the virtual disk
   * @param build 0 if it is unknown
   * @param installationType as in the registry
   * @param architecture as in the environment variable PROCESSOR_ARCHITECTURE
   */
  public static Fit of(DataSize disk, int build, String installationType, String architecture) {
    return new Fit(
        Math.max(1, disk.toGibibytes()),
        Arrays.stream(Release.values())
            .filter(release -> release.hasBuild(build))
            .filter(release -> release.isServer() == installationType.startsWith("Server"))
            .findFirst()
            .map(release -> memory(release, installationType, architecture))
            .orElse(0L));
  }

  /** Setup needs more than the 512 MB with which servers run, but an instance has been set up. */
  private static long memory(Release release, String installationType, String architecture) {
    boolean small =
        installationType.equals("Server Core")
            || (release.isServer() && !release.isAtLeastBuild(BUILD_OF_10));
    Architecture width =
        architecture.equalsIgnoreCase("x86") ? Architecture.X86 : Architecture.AMD64;
    return small ? SMALLEST_SERVER : release.leastMemory(width).toMebibytes();
  }
}
