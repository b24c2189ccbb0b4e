package dev.casement.hypervisor.virtualbox;

import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The VirtualBox that {@code src/it/virtualbox/setup.sh} puts under the work directory. */
public final class RealVirtualBox {
  /** For a test that must have it alone. */
  public static final String LOCK = "VirtualBox";

  private static final Path HOME = Path.of(".casement/it/virtualbox").toAbsolutePath();
  private static final Pattern PROCESS = Pattern.compile("Process ID: (\\d+)");

  private RealVirtualBox() {}

  /** Where its VBoxManage is. */
  public static Path bin() {
    return HOME.resolve("bin");
  }

  /** The process of a VM, from its log; empty before it has said so. */
  public static Optional<ProcessHandle> processOf(Path log) throws IOException {
    if (!Files.exists(log)) {
      return Optional.empty();
    }
    Matcher matcher = PROCESS.matcher(Files.readString(log));
    return matcher.find() ? ProcessHandle.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }

  /** What it lists, such as {@code vms}. */
  public static String list(String what) {
    return new VBoxManage(runner()).ok(List.of("list", what));
  }

  /** Sets it up unless it is there; a runner that finds its VBoxManage. */
  public static CommandRunner runner() {
    new SystemCommandRunner()
        .runOk(
            HostCommand.of(Duration.ofMinutes(20), "src/it/virtualbox/setup.sh", HOME.toString()));
    return new SystemCommandRunner(
        List.of(bin(), Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin")));
  }
}
