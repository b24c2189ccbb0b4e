package dev.casement.pipeline.trial;

import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.report.Secret;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a configuration drive for an instance, as Nova does.
 *
 * <p>cloudbase-init looks for a CD with the label {@code config-2} and this file
 * (cloudbaseinit/metadata/services/configdrive.py); the fields are those of OpenStack's
 * documentation, "Metadata", as far as cloudbase-init's plugins read them
 * (baseopenstackservice.py).
 */
final class ConfigDrive {
  /** Short enough for NetBIOS, or cloudbase-init would shorten it. */
  static final String HOST_NAME = "casement-trial";

  private static final String LABEL = "config-2";
  private static final String META_DATA = "openstack/latest/meta_data.json";
  private static final String USER_DATA = "openstack/latest/user_data";

  /** A batch file that does nothing: that it runs is what is tried. */
  static final String SCRIPT = "rem cmd\r\nexit /b 0\r\n";

  private ConfigDrive() {}

  /**
   * Writes it.
   *
   * @param instance a new instance, for which cloudbase-init runs all plugins
   * @param password of the account that it creates
   */
  static void write(Path iso, UUID instance, Secret password) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("uuid", instance.toString());
    data.put("hostname", HOST_NAME);
    data.put("name", HOST_NAME);
    data.put("launch_index", 0);
    data.put("availability_zone", "nova");
    data.put("admin_pass", password.reveal());
    data.put("meta", Map.of());
    OpticalImage.write(
        iso,
        LABEL,
        List.of(
            MediaFile.ofText(META_DATA, JsonMapper.shared().writeValueAsString(data) + "\n"),
            MediaFile.ofText(USER_DATA, SCRIPT)));
  }
}
