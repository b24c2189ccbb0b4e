package dev.casement.unattend;

import static dev.casement.unattend.Setting.group;
import static dev.casement.unattend.Setting.value;

import dev.casement.unattend.Commands.Command;
import dev.casement.windows.Architecture;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings for the answer file with which a generalized image is set up again, as the start of a
 * build. It replaces the one that sysprep left, so it is small.
 *
 * @param account the Administrator on servers, a local administrator on clients
 * @param extended whether the disk is larger than the image's, so that the volume must grow
 * @param cloudbaseInit whether the image has cloudbase-init, which would take the machine for an
 *     instance
 */
public record BaseSettings(
    Release release,
    Architecture architecture,
    Optional<ProductKey> productKey,
    Regional regional,
    Registration registration,
    Account account,
    boolean extended,
    boolean cloudbaseInit) {
  /** The build installs its own; even SetupComplete.cmd cannot start this one any more. */
  private static final Command REMOVE_SERVICE =
      new Command(
          "Keep cloudbase-init from running",
          "cmd.exe /c net.exe stop cloudbase-init & sc.exe delete cloudbase-init & exit 0");

  AnswerFile build() {
    return new AnswerFile(
        architecture,
        List.of(
            new PassSettings(ConfigurationPass.SPECIALIZE, specialize()),
            new PassSettings(ConfigurationPass.OOBE_SYSTEM, oobeSystem())));
  }

  private List<Component> specialize() {
    List<Setting> deployment = new ArrayList<>();
    if (extended) {
      deployment.add(group("ExtendOSPartition", value("Extend", true)));
    }
    List<Command> commands = new ArrayList<>(SharedComponents.withoutMicrosoftAccount(release));
    if (cloudbaseInit) {
      commands.add(REMOVE_SERVICE);
    }
    commands.add(SharedComponents.pageFile("?:\\pagefile.sys"));
    Commands.runSynchronous(commands).ifPresent(deployment::add);
    return List.of(
        new Component(ComponentName.DEPLOYMENT, deployment),
        SharedComponents.specializedShell(productKey, regional, registration));
  }

  private List<Component> oobeSystem() {
    return List.of(
        new Component(ComponentName.INTERNATIONAL_CORE, SharedComponents.international(regional)),
        Component.of(
            ComponentName.SHELL_SETUP,
            SharedComponents.autoLogon(account, 1),
            Commands.firstLogon(FirstLogon.COMMAND),
            group("OOBE", SharedComponents.hiddenOobePages(release)),
            SharedComponents.userAccounts(account)));
  }
}
