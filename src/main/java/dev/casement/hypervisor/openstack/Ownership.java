package dev.casement.hypervisor.openstack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The metadata by which Casement recognizes servers, volumes and images of its builds; it deletes
 * nothing else.
 *
 * @param work the id of the work directory whose builds made them
 */
record Ownership(String work) {
  /** The id of a work directory. */
  static final String WORK = "casement_work";

  /** The name of a build's machine. */
  static final String MACHINE = "casement_machine";

  /** Of a volume that outlives its build, as a checkpoint does. */
  static final String KEPT = "casement_kept";

  /** The metadata of what belongs to a machine. */
  Map<String, String> of(String machine) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(WORK, work);
    metadata.put(MACHINE, machine);
    return metadata;
  }

  /** Whether something belongs to any machine of this work directory. */
  boolean has(Map<String, String> metadata) {
    return work.equals(metadata.get(WORK)) && metadata.containsKey(MACHINE);
  }

  /** Whether a volume outlives its build. */
  static boolean isKept(Map<String, String> metadata) {
    return metadata.containsKey(KEPT);
  }

  /** Whether {@link #newName} may have made a name. */
  static boolean isName(String name) {
    return name.matches("casement-.+-[0-9a-f]{8}");
  }

  /** A name that nothing else has. */
  static String newName(String machine) {
    return "casement-" + machine + "-" + UUID.randomUUID().toString().substring(0, 8);
  }
}
