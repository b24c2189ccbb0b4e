package dev.casement.hypervisor;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What runs machines: programs of this host, or a cloud. */
public enum HypervisorKind {
  QEMU,
  VIRTUALBOX,
  /** Nova and Cinder of an OpenStack cloud, which has no floppies and shows no screens. */
  OPENSTACK;

  /**
   * How long a guest in a cloud runs on after its last message: the console log, which is asked for
   * every few seconds, is gone with the guest's power-off. Source: Nova, nova/compute/api.py,
   * get_console_output, which needs a running instance.
   */
  public static final Duration LINGER = Duration.ofSeconds(20);

  /** The id in recipes and on the command line: {@code qemu}, {@code virtualbox}, … */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind with this id, or empty. */
  public static Optional<HypervisorKind> ofId(String id) {
    return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
  }

  /** Whether disks and media are files of this host. */
  public boolean keepsFiles() {
    return switch (this) {
      case QEMU, VIRTUALBOX -> true;
      case OPENSTACK -> false;
    };
  }

  /** Whether its machines have a floppy drive. */
  public boolean hasFloppies() {
    return keepsFiles();
  }

  /** How long moving a whole disk between it and this host may take. */
  public Duration transfer() {
    return keepsFiles() ? Duration.ZERO : Duration.ofHours(4);
  }

  /** How long a guest must run on after its last message, or nobody would receive that. */
  public Duration linger() {
    return keepsFiles() ? Duration.ZERO : LINGER;
  }

  @Override
  public String toString() {
    return id();
  }
}
