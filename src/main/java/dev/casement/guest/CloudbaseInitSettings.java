package dev.casement.guest;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What cloudbase-init is told in the image.
 *
 * @param username the account that it creates or takes over and sets the password of
 * @param groups the local groups that the account joins
 * @param winRm what remote management it opens
 * @param logging how much it says of what it does, and where
 * @param realTimeClockUtc whether the hardware clock of instances runs in universal time
 * @param start when its service starts in an instance
 * @param localSystem whether its service runs as LocalSystem, and not with an account of its own
 */
public record CloudbaseInitSettings(
    String username,
    List<String> groups,
    Metadata metadata,
    Password password,
    WinRm winRm,
    Activation activation,
    Logging logging,
    boolean realTimeClockUtc,
    Start start,
    boolean localSystem) {

  /**
   * A service that knows about the instance; the first one that answers is asked. MAAS is not among
   * them: it needs keys of its own for each instance.
   */
  public enum MetadataService {
    CONFIG_DRIVE("configdrive.ConfigDriveService"),
    HTTP("httpservice.HttpService"),
    EC2("ec2service.EC2Service"),
    CLOUDSTACK("cloudstack.CloudStack"),
    OPENNEBULA("opennebulaservice.OpenNebulaService"),
    NOCLOUD("nocloudservice.NoCloudConfigDriveService");

    private final String className;

    MetadataService(String className) {
      this.className = className;
    }

    /** The class that cloudbase-init loads. */
    String className() {
      return "cloudbaseinit.metadata.services." + className;
    }

    @Override
    public String toString() {
      return word(this);
    }
  }

  /**
   * Where metadata come from.
   *
   * @param services in the order in which they are tried
   * @param url where {@code HTTP} asks; empty: OpenStack's usual address
   * @param retries how often a service is asked that does not answer
   */
  public record Metadata(List<MetadataService> services, Optional<URI> url, int retries) {
    public Metadata {
      services = List.copyOf(services);
      if (services.isEmpty()) {
        throw new IllegalArgumentException("cloudbase-init needs a metadata service");
      }
      if (new HashSet<>(services).size() < services.size()) {
        throw new IllegalArgumentException("a metadata service is named twice");
      }
    }
  }

  /** When a user has to change the password at the first logon. */
  public enum PasswordChange {
    /** When it came from the metadata, where others may have read it. */
    INJECTED("clear_text_injected_only"),
    NEVER("no"),
    ALWAYS("always");

    private final String option;

    PasswordChange(String option) {
      this.option = option;
    }

    /** cloudbase-init's own word. */
    String option() {
      return option;
    }

    @Override
    public String toString() {
      return word(this);
    }
  }

  /**
   * The account's password.
   *
   * @param injected whether the metadata's password is taken, where there is one
   * @param length how long the one is that cloudbase-init makes up otherwise
   */
  public record Password(boolean injected, int length, PasswordChange change) {}

  /** The listeners of Windows Remote Management. */
  public enum WinRm {
    HTTPS,
    HTTP,
    NONE;

    @Override
    public String toString() {
      return word(this);
    }
  }

  /**
   * What is done for Windows' activation in an instance.
   *
   * @param automatic whether it is activated
   * @param kmsHost where, {@code host} or {@code host:port}; empty: the host that DNS names
   */
  public record Activation(boolean automatic, Optional<String> kmsHost) {}

  /**
   * What is written to the log.
   *
   * @param debug whether user data, and what scripts print, are logged too
   * @param console whether the log goes to COM1 as well, which the cloud shows to its users
   */
  public record Logging(boolean debug, boolean console) {}

  /** When the service starts in an instance. */
  public enum Start {
    /** As soon as Windows is set up, by SetupComplete.cmd. */
    AFTER_SETUP,
    /** Two minutes after every boot, by Windows itself. */
    DELAYED;

    @Override
    public String toString() {
      return word(this);
    }
  }

  public CloudbaseInitSettings {
    groups = List.copyOf(groups);
    if (username.isBlank()) {
      throw new IllegalArgumentException("cloudbase-init needs a user name");
    }
    requireOneValue(username);
    for (String group : groups) {
      if (group.isBlank() || group.contains(",")) {
        throw new IllegalArgumentException("no group name: \"" + group + "\"");
      }
      requireOneValue(group);
    }
  }

  /**
   * What cloudbase-init itself does, but for three things: only OpenStack's services are asked, no
   * password has to be changed, which nobody could with Network Level Authentication, and nothing
   * confidential is logged.
   */
  public static CloudbaseInitSettings defaults() {
    return new CloudbaseInitSettings(
        "Admin",
        List.of("Administrators"),
        new Metadata(
            List.of(MetadataService.HTTP, MetadataService.CONFIG_DRIVE), Optional.empty(), 5),
        new Password(true, 20, PasswordChange.NEVER),
        WinRm.HTTPS,
        new Activation(false, Optional.empty()),
        new Logging(false, true),
        false,
        Start.AFTER_SETUP,
        false);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  // One line of an INI file each; a control character would end it.
  private static void requireOneValue(String text) {
    if (text.chars().anyMatch(Character::isISOControl) || !text.equals(text.strip())) {
      throw new IllegalArgumentException("no name for an account or a group: \"" + text + "\"");
    }
  }
}
