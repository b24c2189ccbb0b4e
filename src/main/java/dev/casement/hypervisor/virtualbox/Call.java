package dev.casement.hypervisor.virtualbox;

import java.util.List;

/**
 * A call of VBoxManage.
 *
 * @param purpose the comment before it in a script
 */
record Call(String purpose, List<String> arguments) {
  Call {
    arguments = List.copyOf(arguments);
  }

  /** These calls as lines of a shell script. */
  static String script(List<Call> calls) {
    StringBuilder script = new StringBuilder();
    for (Call call : calls) {
      if (!call.purpose().isEmpty()) {
        script.append("# ").append(call.purpose()).append('\n');
      }
      script.append(VBoxManage.command(call.arguments()).replay()).append('\n');
    }
    return script.toString();
  }

  static Call of(String purpose, String... arguments) {
    return new Call(purpose, List.of(arguments));
  }
}
