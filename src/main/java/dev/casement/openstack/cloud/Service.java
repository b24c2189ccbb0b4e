package dev.casement.openstack.cloud;

import java.util.List;

/**
 * A service of a cloud, by the names that the catalogue and people have for it.
 *
 * <p>Source: OpenStack Service Types Authority (service-types.openstack.org), with its aliases.
 */
public enum Service {
  IMAGE("Glance", "image service", "images"),
  COMPUTE("Nova", "compute service", "servers"),
  VOLUME("Cinder", "volume service", "volumes"),
  NETWORK("Neutron", "network service", "networks");

  private final String program;
  private final String title;
  private final String things;

  Service(String program, String title, String things) {
    this.program = program;
    this.title = title;
    this.things = things;
  }

  /** The name of the program, for messages. */
  public String program() {
    return program;
  }

  /** What it is, for messages. */
  String title() {
    return title;
  }

  /** What it keeps, in the plural, for messages. */
  String things() {
    return things;
  }

  /** Its types in the catalogue, in the order in which they are looked for. */
  List<String> types() {
    return switch (this) {
      case IMAGE -> List.of("image");
      case COMPUTE -> List.of("compute");
      case VOLUME -> List.of("block-storage", "volumev3");
      case NETWORK -> List.of("network");
    };
  }

  /** The prefixes of its own settings in clouds.yaml, in the order in which they count. */
  List<String> settings() {
    return types().stream().map(type -> type.replace('-', '_')).toList();
  }
}
