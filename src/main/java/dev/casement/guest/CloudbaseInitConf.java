package dev.casement.guest;

import dev.casement.guest.CloudbaseInitSettings.MetadataService;
import dev.casement.guest.CloudbaseInitSettings.WinRm;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes cloudbase-init's two configuration files: one for its service in the cloud, one for its
 * run in the specialize pass.
 *
 * <p>The option names are those of cloudbase-init's own documentation (doc/source/services.rst and
 * plugins.rst of github.com/cloudbase/cloudbase-init; {@code log_dir} and {@code log_file} are
 * oslo.log's). The serial port is the one shown in OpenStack's console log.
 */
public final class CloudbaseInitConf {
  private static final String HOME = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\";
  private static final String PLUGINS = "cloudbaseinit.plugins.";

  // Only what must happen before the first logon, and nothing that requests a reboot itself.
  private static final List<String> SPECIALIZE_PLUGINS =
      List.of(
          PLUGINS + "common.mtu.MTUPlugin",
          PLUGINS + "common.sethostname.SetHostNamePlugin",
          PLUGINS + "windows.extendvolumes.ExtendVolumesPlugin");

  private CloudbaseInitConf() {}

  /** {@code cloudbase-init.conf}, which the service reads at each start. */
  public static String service(CloudbaseInitSettings settings) {
    Map<String, String> options =
        common(settings, settings.metadata().services(), "cloudbase-init.log");
    return write(options, settings);
  }

  /**
   * {@code cloudbase-init-unattend.conf}, for the run that sysprep's answer file starts in the
   * specialize pass.
   */
  public static String unattend(CloudbaseInitSettings settings) {
    Map<String, String> options =
        common(settings, driveFirst(settings.metadata().services()), "cloudbase-init-unattend.log");
    options.put("plugins", String.join(",", SPECIALIZE_PLUGINS));
    // Setup itself reboots when the program exits with 1 or 2; see WillReboot in the answer file.
    options.put("allow_reboot", "false");
    options.put("stop_service_on_exit", "false");
    return write(options, settings);
  }

  /**
   * Moves the configuration drive to the front, since a missing drive is detected at once. The
   * specialize pass sets no password. cloudbase-init's installer uses the same order.
   */
  private static List<MetadataService> driveFirst(List<MetadataService> services) {
    return services.stream()
        .sorted(Comparator.comparing(service -> service != MetadataService.CONFIG_DRIVE))
        .toList();
  }

  private static Map<String, String> common(
      CloudbaseInitSettings settings, List<MetadataService> services, String logFile) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("username", settings.username());
    options.put("groups", String.join(",", settings.groups()));
    options.put("inject_user_password", Boolean.toString(settings.password().injected()));
    options.put("user_password_length", Integer.toString(settings.password().length()));
    options.put("first_logon_behaviour", settings.password().change().option());
    options.put("bsdtar_path", HOME + "bin\\bsdtar.exe");
    options.put("mtools_path", HOME + "bin\\");
    options.put("local_scripts_path", HOME + "LocalScripts\\");
    options.put("verbose", "true");
    options.put("debug", Boolean.toString(settings.logging().debug()));
    options.put("log_dir", HOME + "log\\");
    options.put("log_file", logFile);
    options.put(
        "default_log_levels", "comtypes=INFO,suds=INFO,iso8601=WARN,requests=WARN,urllib3=WARN");
    if (settings.logging().console()) {
      options.put("logging_serial_port_settings", "COM1,115200,N,8");
    }
    options.put("mtu_use_dhcp_config", "true");
    options.put("ntp_use_dhcp_config", "true");
    options.put("metadata_services", metadataServices(services));
    options.put("retry_count", Integer.toString(settings.metadata().retries()));
    options.put("real_time_clock_utc", Boolean.toString(settings.realTimeClockUtc()));
    CloudbaseInitSettings.WinRm winRm = settings.winRm();
    options.put("winrm_configure_https_listener", Boolean.toString(winRm == WinRm.HTTPS));
    options.put("winrm_configure_http_listener", Boolean.toString(winRm == WinRm.HTTP));
    options.put("activate_windows", Boolean.toString(settings.activation().automatic()));
    settings.activation().kmsHost().ifPresent(host -> options.put("kms_host", host));
    options.put("check_latest_version", "false");
    return options;
  }

  private static String metadataServices(List<MetadataService> services) {
    return services.stream().map(MetadataService::className).collect(Collectors.joining(","));
  }

  private static String write(Map<String, String> options, CloudbaseInitSettings settings) {
    StringBuilder text = new StringBuilder("[DEFAULT]\r\n");
    options.forEach((name, value) -> text.append(line(name, value)));
    text.append("\r\n[config_drive]\r\n");
    for (String place : List.of("raw_hdd", "cdrom", "vfat")) {
      text.append(line(place, "true"));
    }
    settings
        .metadata()
        .url()
        .ifPresent(
            url ->
                text.append("\r\n[openstack]\r\n")
                    .append(line("metadata_base_url", url.toString())));
    return text.toString();
  }

  // oslo.config treats $name as a reference to another option, and $$ as a literal $.
  private static String line(String name, String value) {
    return name + "=" + value.replace("$", "$$") + "\r\n";
  }
}
