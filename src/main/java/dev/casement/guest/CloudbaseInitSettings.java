package dev.casement.guest;

import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import dev.casement.unattend.Account;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The configuration of cloudbase-init in the image.
 *
 * @param username the account that it creates or takes over, and whose password it sets
 * @param groups the local groups that the account joins
 * @param winRm the WinRM listeners that it opens
 * @param logging the detail and destination of its log
 * @param realTimeClockUtc whether the hardware clock of instances runs in UTC
 * @param start when its service starts in an instance
 * @param localSystem whether its service runs as LocalSystem instead of an account of its own
 */
public record CloudbaseInitSettings(
    @Key(
            value = "The account that it creates or reuses, and whose password it sets.",
            standard = "Admin")
        @Form(
            value = Account.FORM,
            says = "a Windows account name: 1 to 20 characters, none of \"/\\[]:;|=,+*?<>@%")
        String username,
    @Key(value = "The local groups that the account joins.", standard = "[Administrators]")
        @Form(
            value = "[^\\s,\\x00-\\x1F\\x7F-\\x9F]+( [^\\s,\\x00-\\x1F\\x7F-\\x9F]+)*",
            says = "the name of a group, such as Remote Desktop Users, without commas")
        List<String> groups,
    Metadata metadata,
    Password password,
    @Key(value = "The listener that it creates for Windows Remote Management.", standard = "https")
        WinRm winRm,
    Activation activation,
    Logging logging,
    @Key(
            value =
                "Whether the hardware clock of instances runs in universal time; with Nova it"
                    + " shows the time of the compute host's own zone, usually UTC.",
            standard = "false")
        boolean realTimeClockUtc,
    @Key(
            value =
                "When its service starts: after-setup, by SetupComplete.cmd, or delayed, two"
                    + " minutes after every boot.",
            standard = "after-setup")
        Start start,
    @Key(
            value = "Whether its service runs as LocalSystem, not with an account of its own.",
            standard = "false")
        boolean localSystem) {

  /**
   * A metadata service; cloudbase-init uses the first one that answers. MAAS is not supported: it
   * needs separate keys for each instance.
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
   * The sources of metadata.
   *
   * @param services in the order in which they are tried
   * @param url the URL for {@code HTTP}; empty: OpenStack's default
   * @param retries how often to retry a service that does not answer
   */
  public record Metadata(
      @Key(
              name = "metadataServices",
              value = "The metadata services to ask, in this order.",
              standard = "[http, config-drive]")
          List<MetadataService> services,
      @Key(
              name = "metadataUrl",
              value =
                  "The address of the http metadata service. Default: OpenStack's usual address.")
          Optional<URI> url,
      @Key(value = "How many times to try a service that does not answer.", standard = "5")
          @Bounds(least = "1", most = "1000")
          int retries) {
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
    /** When it came from the metadata, which others may have read. */
    INJECTED("clear_text_injected_only"),
    NEVER("no"),
    ALWAYS("always");

    private final String option;

    PasswordChange(String option) {
      this.option = option;
    }

    /** cloudbase-init's value of the option. */
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
   * @param injected whether to use a password from the metadata, if there is one
   * @param length the length of the password that cloudbase-init generates otherwise
   */
  public record Password(
      @Key(
              name = "injectPassword",
              value = "Whether to use the password in the metadata, if there is one.",
              standard = "true")
          boolean injected,
      @Key(
              name = "passwordLength",
              value = "The length of the password that it generates otherwise.",
              standard = "20")
          @Bounds(least = "8", most = "127")
          int length,
      @Key(
              name = "changePassword",
              value =
                  "When the password must be changed at the first logon, which needs the console:"
                      + " never, injected (when it came from the metadata) or always.",
              standard = "never")
          PasswordChange change) {}

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
   * The activation of Windows in an instance.
   *
   * @param automatic whether cloudbase-init activates Windows
   * @param kmsHost the KMS host, {@code host} or {@code host:port}; empty: the one found by DNS
   */
  public record Activation(
      @Key(name = "activate", value = "Whether it activates Windows.", standard = "false")
          boolean automatic,
      @Key("The KMS host, with or without a port. Default: the one found in DNS.")
          @Form(
              value = "[A-Za-z0-9.-]+(:[0-9]{1,5})?",
              says = "a host such as kms.example.org:1688")
          Optional<String> kmsHost) {}

  /**
   * The logging of cloudbase-init.
   *
   * @param debug whether user data and the output of scripts are logged too
   * @param console whether the log is also written to COM1, which the cloud shows to its users
   */
  public record Logging(
      @Key(
              value = "Whether user data and the output of scripts are logged too.",
              standard = "false")
          boolean debug,
      @Key(
              value = "Whether its log also goes to COM1, which `openstack console log` shows.",
              standard = "true")
          boolean console) {}

  /** When the service starts in an instance. */
  public enum Start {
    /** As soon as Windows is set up, from SetupComplete.cmd. */
    AFTER_SETUP,
    /** Two minutes after every boot, started by Windows. */
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
   * cloudbase-init's own defaults, with three exceptions: only OpenStack's services are queried;
   * the password need not be changed, which is impossible with Network Level Authentication; and
   * nothing confidential is logged.
   */
  public static CloudbaseInitSettings defaults() {
    return Defaults.of(CloudbaseInitSettings.class);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  // Each value is one line of an INI file, which a control character would end.
  private static void requireOneValue(String text) {
    if (text.chars().anyMatch(Character::isISOControl) || !text.equals(text.strip())) {
      throw new IllegalArgumentException("no name for an account or a group: \"" + text + "\"");
    }
  }
}
