package dev.casement.unattend;

import static dev.casement.unattend.Setting.group;
import static dev.casement.unattend.Setting.value;

import dev.casement.unattend.Commands.Command;
import java.util.ArrayList;
import java.util.List;

/** Builds sysprep's answer file: without account, logon or password. */
final class GeneralizeAnswers {
  private static final String CLOUDBASE_INIT =
      "%ProgramFiles%\\Cloudbase Solutions\\Cloudbase-Init";

  /**
   * Runs cloudbase-init's first part (host name, MTU, volumes) before the services start; exit code
   * 1 makes Windows reboot and continue, 2 reboot and run it again.
   *
   * <p>Source: cloudbase-init documentation, "Tutorial: Sysprep"; Microsoft Learn, "WillReboot".
   */
  private static final Command RUN_CLOUDBASE_INIT =
      new Command(
          "Run cloudbase-init for the new instance",
          "cmd.exe /c \"\""
              + CLOUDBASE_INIT
              + "\\Python\\Scripts\\cloudbase-init.exe\" --config-file \""
              + CLOUDBASE_INIT
              + "\\conf\\cloudbase-init-unattend.conf\" && exit 1 || exit 2\"",
          true);

  private final GeneralizeSettings settings;

  GeneralizeAnswers(GeneralizeSettings settings) {
    this.settings = settings;
  }

  AnswerFile build() {
    return new AnswerFile(
        settings.architecture(),
        List.of(
            new PassSettings(
                ConfigurationPass.GENERALIZE,
                List.of(
                    // Keep the image's drivers, which fit the cloud's machines.
                    Component.of(
                        ComponentName.PNP_SYSPREP, value("PersistAllDeviceInstalls", true)))),
            new PassSettings(ConfigurationPass.SPECIALIZE, specialize()),
            new PassSettings(ConfigurationPass.OOBE_SYSTEM, oobeSystem())));
  }

  private List<Component> specialize() {
    List<Component> components = new ArrayList<>();
    List<Setting> deployment = new ArrayList<>();
    deployment.add(group("ExtendOSPartition", value("Extend", true)));
    List<Command> commands = new ArrayList<>(InstanceAccounts.commands(settings));
    settings.pagingFiles().map(SharedComponents::pageFile).ifPresent(commands::add);
    if (settings.cloudbaseInit()) {
      commands.add(RUN_CLOUDBASE_INIT);
    }
    Commands.runSynchronous(commands).ifPresent(deployment::add);
    components.add(new Component(ComponentName.DEPLOYMENT, deployment));
    components.add(
        SharedComponents.specializedShell(
            settings.productKey(), settings.regional(), settings.registration()));
    if (settings.remoteDesktop()) {
      components.addAll(SharedComponents.remoteDesktop());
    }
    return components;
  }

  private List<Component> oobeSystem() {
    List<Setting> oobe = new ArrayList<>(SharedComponents.hiddenOobePages(settings.release()));
    // Deprecated, but cloudbase-init's own answer file uses it in every release. No page may ask
    // for an account, since the instance gets its accounts from the cloud.
    oobe.add(value("SkipMachineOOBE", true));
    oobe.add(value("SkipUserOOBE", true));
    return List.of(
        new Component(
            ComponentName.INTERNATIONAL_CORE, SharedComponents.international(settings.regional())),
        Component.of(ComponentName.SHELL_SETUP, group("OOBE", oobe)));
  }
}
