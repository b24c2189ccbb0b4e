package dev.casement.guest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes cloudbase-init's two configuration files: one for its service in the cloud, one for its
 * run in the specialize pass.
 *
 * <p>The option names are those of cloudbase-init's own documentation (doc/source/services.rst and
 * plugins.rst of github.com/cloudbase/cloudbase-init; {@code log_dir} and {@code log_file} are
 * oslo.log's). The serial port is the one an OpenStack console log shows.
 */
final class CloudbaseInitConf {
  private static final String HOME = "C:\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\";
  private static final String SERVICES = "cloudbaseinit.metadata.services.";
  private static final String PLUGINS = "cloudbaseinit.plugins.";

  // The config drive first: it is there or not at once, while the web services are waited for.
  private static final List<String> METADATA_SERVICES =
      List.of(
          SERVICES + "configdrive.ConfigDriveService",
          SERVICES + "httpservice.HttpService",
          SERVICES + "ec2service.EC2Service",
          SERVICES + "maasservice.MaaSHttpService");

  // Only what must be done before the first logon, and nothing that asks for a reboot of its own.
  private static final List<String> SPECIALIZE_PLUGINS =
      List.of(
          PLUGINS + "common.mtu.MTUPlugin",
          PLUGINS + "common.sethostname.SetHostNamePlugin",
          PLUGINS + "windows.extendvolumes.ExtendVolumesPlugin");

  private CloudbaseInitConf() {}

  /** {@code cloudbase-init.conf}, read by the service at every start. */
  static String service(CloudbaseInitSettings settings) {
    Map<String, String> options = common(settings, "cloudbase-init.log");
    options.put("check_latest_version", "false");
    return write(options);
  }

  /** {@code cloudbase-init-unattend.conf}, read in the specialize pass by sysprep's answer file. */
  static String unattend(CloudbaseInitSettings settings) {
    Map<String, String> options = common(settings, "cloudbase-init-unattend.log");
    options.put("check_latest_version", "false");
    options.put("plugins", String.join(",", SPECIALIZE_PLUGINS));
    // Setup itself reboots when the program exits with 1 or 2, see WillReboot in the answer file.
    options.put("allow_reboot", "false");
    options.put("stop_service_on_exit", "false");
    return write(options);
  }

  private static Map<String, String> common(CloudbaseInitSettings settings, String logFile) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("username", settings.username());
    options.put("groups", String.join(",", settings.groups()));
    options.put("inject_user_password", "true");
    options.put("bsdtar_path", HOME + "bin\\bsdtar.exe");
    options.put("mtools_path", HOME + "bin\\");
    options.put("local_scripts_path", HOME + "LocalScripts\\");
    options.put("verbose", "true");
    options.put("debug", "true");
    options.put("log_dir", HOME + "log\\");
    options.put("log_file", logFile);
    options.put(
        "default_log_levels", "comtypes=INFO,suds=INFO,iso8601=WARN,requests=WARN,urllib3=WARN");
    options.put("logging_serial_port_settings", "COM1,115200,N,8");
    options.put("mtu_use_dhcp_config", "true");
    options.put("ntp_use_dhcp_config", "true");
    options.put("metadata_services", String.join(",", METADATA_SERVICES));
    return options;
  }

  private static String write(Map<String, String> options) {
    StringBuilder text = new StringBuilder("[DEFAULT]\r\n");
    // oslo.config takes $name for a reference to another option, and $$ for the sign itself.
    options.forEach(
        (name, value) ->
            text.append(name).append('=').append(value.replace("$", "$$")).append("\r\n"));
    text.append("\r\n[config_drive]\r\n");
    for (String place : List.of("raw_hdd", "cdrom", "vfat")) {
      text.append(place).append("=true\r\n");
    }
    return text.toString();
  }
}
