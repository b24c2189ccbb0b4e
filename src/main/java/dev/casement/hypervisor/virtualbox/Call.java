package dev.casement.hypervisor.virtualbox;

import java.util.List;

/**
 * A call of VBoxManage that has a part in making a VM.
 *
 * @param purpose what it is for; the comment before it in a script
 */
record Call(String purpose, List<String> arguments) {
  Call {
    arguments = List.copyOf(arguments);
  }

  static Call of(String purpose, String... arguments) {
    return new Call(purpose, List.of(arguments));
  }
}
