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
 * oslo.log's). The serial port is the one an OpenStack console log shows.
 */
public final class CloudbaseInitConf {
  private static final String HOME = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\";
  private static final String PLUGINS = "cloudbaseinit.plugins.";

  // Only what must be done before the first logon, and nothing that asks for a reboot of its own.
  private static final List<String> SPECIALIZE_PLUGINS =
      List.of(
          PLUGINS + "common.mtu.MTUPlugin",
          PLUGINS + "common.sethostname.SetHostNamePlugin",
          PLUGINS + "windows.extendvolumes.ExtendVolumesPlugin");

  private CloudbaseInitConf() {}

  /** {@code cloudbase-init.conf}, read by the service at every start. */
  public static String service(CloudbaseInitSettings settings) {
    Map<String, String> options =
        common(settings, settings.metadata().services(), "cloudbase-init.log");
    return write(options, settings);
  }

  /** {@code cloudbase-init-unattend.conf}, read in the specialize pass by sysprep's answer file. */
  public static String unattend(CloudbaseInitSettings settings) {
    Map<String, String> options =
        common(settings, driveFirst(settings.metadata().services()), "cloudbase-init-unattend.log");
    options.put("plugins", String.join(",", SPECIALIZE_PLUGINS));
    // Setup itself reboots when the program exits with 1 or 2, see WillReboot in the answer file.
    options.put("allow_reboot", "false");
    options.put("stop_service_on_exit", "false");
    return write(options, settings);
  }

  /**
   * A drive is there or is not, at once. So this pass, which sets no password, asks it first, as
   * cloudbase-init's installer has it.
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

  // oslo.config takes $name for a reference to another option, and $$ for the sign itself.
  private static String line(String name, String value) {
    return name + "=" + value.replace("$", "$$") + "\r\n";
  }
}
