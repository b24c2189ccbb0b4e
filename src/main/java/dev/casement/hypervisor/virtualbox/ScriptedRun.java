package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.Hypervisor;
import dev.casement.process.HostCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A VM run as lines of a shell script. */
record ScriptedRun(VBoxCommands box, Path logDirectory, Call start) {
  /** The calls that create the VM and start it with its serial port going to a file. */
  List<Call> upToStart() {
    List<Call> calls = new ArrayList<>(box.create());
    calls.add(box.serialPortInto(logDirectory.resolve(Hypervisor.SERIAL_LOG)));
    calls.add(start);
    return calls;
  }

  /** The whole run, after which only the VM's disk remains. */
  String lines(boolean keyAwaited) {
    return Call.script(upToStart())
        + (keyAwaited ? pressUp() : "")
        + untilPowerOff()
        + Call.script(box.remove())
        + "# It leaves the folder when the VM's process has just written a log there\n"
        + HostCommand.of(Duration.ofMinutes(1), "rm", "-rf", box.folder().toString()).replay()
        + "\n"
        + "# VirtualBox may remember the disk still\n"
        + shell(List.of("closemedium", "disk", box.disk().toString()))
        + " 2>/dev/null || true\n";
  }

  private String pressUp() {
    String press = shell(RunningVirtualBox.keyCall(box.name(), RunningVirtualBox.Key.UP));
    return """
    # Microsoft's DVDs ask for a key before they boot
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      sleep 1
      %s || break
    done
    """
        .formatted(press);
  }

  /** VirtualBox reports a VM as off some seconds before it can be changed. */
  private String untilPowerOff() {
    String info = shell(List.of("showvminfo", box.name(), "--machinereadable"));
    return String.format(
        Locale.ROOT,
        """
        # Wait until the guest has powered off, and VirtualBox has released it
        unanswered=0
        while true; do
          # It may not answer while the machine is shutting down
          if info=$(%s); then
            unanswered=0
          else
            info=
            unanswered=$((unanswered + 1))
          fi
          [ "$unanswered" -le %d ] || { echo 'VBoxManage no longer answers' >&2; exit 1; }
          case $info in
            *'VMState="aborted'* | *'VMState="gurumeditation"'* | *'VMState="saved"'*)
              echo 'the machine crashed or was put to sleep; look at it, then remove it: casement clean' >&2
              exit 1
              ;;
            *SessionName=*) sleep 5 ;;
            *'VMState="poweroff"'*) break ;;
            *) sleep 5 ;;
          esac
        done
        # It may still be locked for a moment
        sleep 5
        """,
        info,
        Supervisor.MOST_UNANSWERED);
  }

  private static String shell(List<String> arguments) {
    return VBoxManage.command(arguments).replay();
  }
}
