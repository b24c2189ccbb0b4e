package dev.casement.hypervisor.virtualbox;

import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The VirtualBox that {@code src/it/virtualbox/setup.sh} puts under the work directory. */
public final class RealVirtualBox {
  private static final Path HOME = Path.of(".casement/it/virtualbox").toAbsolutePath();

  private RealVirtualBox() {}

  /** Where its VBoxManage is. */
  public static Path bin() {
    return HOME.resolve("bin");
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
