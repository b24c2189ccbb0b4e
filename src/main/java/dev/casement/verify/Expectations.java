package dev.casement.verify;

import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.Map;
import java.util.Optional;

/** What an image is expected to be; what is empty is not compared. */
public record Expectations(Windows windows, Machine machine, Instances instances) {

  /** The Windows on it. */
  public record Windows(
      Optional<Release> release, Optional<Architecture> architecture, Optional<EditionId> edition) {
    /** Any. */
    public static Windows any() {
      return new Windows(Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * The machine that its instances run on.
   *
   * @param diskBus the bus that the image is published with
   * @param disk size of the virtual disk
   * @param smallest the smallest flavor that the cloud accepts; empty if the image is in none
   */
  public record Machine(
      Optional<Firmware> firmware,
      Optional<DiskBus> diskBus,
      Optional<DataSize> disk,
      Optional<Flavor> smallest) {
    /** The machine of an image that is in no cloud yet. */
    public Machine(
        Optional<Firmware> firmware, Optional<DiskBus> diskBus, Optional<DataSize> disk) {
      this(firmware, diskBus, disk, Optional.empty());
    }

    /** Any machine. */
    public static Machine any() {
      return new Machine(Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /**
   * What an instance gets.
   *
   * @param minDisk in GiB; 0 for any
   * @param minRam in MiB; 0 for any
   */
  public record Flavor(long minDisk, long minRam) {}

  /**
   * The configuration of its instances.
   *
   * @param cloudbaseInit the texts of cloudbase-init's configuration files, by file name; empty if
   *     cloudbase-init is not required
   * @param answers values in the answer file for the first start, by element name, such as {@code
   *     TimeZone}
   * @param pagingFiles the registry value PagingFiles that the answer file sets
   */
  public record Instances(
      Map<String, String> cloudbaseInit,
      Map<String, String> answers,
      Optional<String> pagingFiles) {
    public Instances {
      cloudbaseInit = Map.copyOf(cloudbaseInit);
      answers = Map.copyOf(answers);
    }

    /** Anything. */
    public static Instances any() {
      return new Instances(Map.of(), Map.of(), Optional.empty());
    }
  }

  /** The same of an image that a cloud starts on flavors from this one on. */
  public Expectations from(Flavor smallest) {
    return new Expectations(
        windows,
        new Machine(machine.firmware(), machine.diskBus(), machine.disk(), Optional.of(smallest)),
        instances);
  }

  /** Nothing is compared. */
  public static Expectations none() {
    return new Expectations(Windows.any(), Machine.any(), Instances.any());
  }
}
