package dev.casement.unattend;

import static dev.casement.unattend.Setting.group;
import static dev.casement.unattend.Setting.item;
import static dev.casement.unattend.Setting.keyedItem;
import static dev.casement.unattend.Setting.value;

import dev.casement.unattend.Commands.Command;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Builds the answer file of a new installation, pass by pass. */
final class InstallAnswers {
  /** WinPE assigns CDs the first free letters from D: on, in varying order. */
  private static final List<String> DRIVER_LETTERS = List.of("D", "E", "F", "G", "H");

  private static final String LAB_CONFIG = "HKLM\\SYSTEM\\Setup\\LabConfig";

  private final InstallSettings settings;
  private final Target target;
  private final Release release;

  InstallAnswers(InstallSettings settings) {
    this.settings = settings;
    this.target = settings.target();
    this.release = target.release();
  }

  AnswerFile build() {
    List<PassSettings> passes = new ArrayList<>();
    passes.add(new PassSettings(ConfigurationPass.WINDOWS_PE, windowsPe()));
    sanPolicy().ifPresent(passes::add);
    passes.add(new PassSettings(ConfigurationPass.SPECIALIZE, specialize()));
    passes.add(new PassSettings(ConfigurationPass.OOBE_SYSTEM, oobeSystem()));
    return new AnswerFile(target.architecture(), passes);
  }

  /** Only in the pass that Microsoft names for it, which sysprep's answer file does not have. */
  private Optional<PassSettings> sanPolicy() {
    OptionalInt policy = settings.options().sanPolicy().value();
    return policy.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PassSettings(
                ConfigurationPass.OFFLINE_SERVICING,
                List.of(
                    Component.of(
                        ComponentName.PARTITION_MANAGER, value("SanPolicy", policy.getAsInt())))));
  }

  private List<Component> windowsPe() {
    List<Component> components = new ArrayList<>();
    components.add(
        new Component(
            ComponentName.INTERNATIONAL_CORE_WINPE,
            Stream.concat(
                    Stream.of(
                        group(
                            "SetupUILanguage",
                            value("UILanguage", settings.regional().uiLanguage()))),
                    SharedComponents.international(settings.regional()).stream())
                .toList()));
    settings.drivers().map(InstallAnswers::driverPaths).ifPresent(components::add);
    components.add(new Component(ComponentName.SETUP, setup()));
    return components;
  }

  /** Every combination of letter and directory, each with its own key. */
  private static Component driverPaths(DriverDirectories drivers) {
    List<Setting> paths = new ArrayList<>();
    for (String letter : DRIVER_LETTERS) {
      for (String directory : drivers.all()) {
        String key = Integer.toString(paths.size() + 1);
        paths.add(keyedItem("PathAndCredentials", key, value("Path", letter + ":\\" + directory)));
      }
    }
    return Component.of(ComponentName.PNP_CUSTOMIZATIONS_WINPE, group("DriverPaths", paths));
  }

  private List<Setting> setup() {
    DiskLayout layout = DiskLayout.of(target.firmware(), release);
    List<Setting> setup = new ArrayList<>();
    setup.add(layout.diskConfiguration());
    setup.add(group("DynamicUpdate", value("Enable", false), value("WillShowUI", "Never")));
    setup.add(imageInstall(layout));
    Commands.runSynchronous(windowsPeCommands()).ifPresent(setup::add);
    setup.add(userData());
    return setup;
  }

  private Setting imageInstall(DiskLayout layout) {
    Setting metaData =
        switch (settings.image()) {
          case ImageChoice.ByIndex(var index) ->
              item("MetaData", value("Key", "/IMAGE/INDEX"), value("Value", index.value()));
          case ImageChoice.ByName(var name) ->
              item("MetaData", value("Key", "/IMAGE/NAME"), value("Value", name));
        };
    return group(
        "ImageInstall",
        group(
            "OSImage",
            group("InstallFrom", metaData),
            group("InstallTo", value("DiskID", 0), value("PartitionID", layout.windowsPartition())),
            value("WillShowUI", "OnError")));
  }

  private Setting userData() {
    List<Setting> userData = new ArrayList<>();
    userData.add(value("AcceptEula", true));
    List<Setting> key = new ArrayList<>();
    settings.productKey().map(k -> SharedComponents.productKey("Key", k)).ifPresent(key::add);
    key.add(value("WillShowUI", "OnError"));
    userData.add(group("ProductKey", key));
    return group("UserData", userData);
  }

  /** Commands to run before Setup examines the machine. */
  private List<Command> windowsPeCommands() {
    List<Command> commands = new ArrayList<>();
    if (release.checksHardware() && settings.options().bypassHardwareChecks()) {
      for (String check : List.of("BypassTPMCheck", "BypassSecureBootCheck", "BypassRAMCheck")) {
        commands.add(
            Commands.registryValue("Install on this virtual machine", LAB_CONFIG, check, 1));
      }
    }
    if (target.hasNewSetup() && target.diskBus() == DiskBus.SCSI) {
      settings.drivers().map(InstallAnswers::loadScsiDriver).ifPresent(commands::add);
    }
    return commands;
  }

  /**
   * Setup of 24H2 and Server 2025 rejects vioscsi from DriverPaths, although the same driver can be
   * loaded by command (kvm-guest-drivers-windows issues 1100 and 1186). So it is loaded before
   * Setup needs it.
   */
  private static Command loadScsiDriver(DriverDirectories drivers) {
    String inf = "%d:\\" + drivers.vioscsi() + "\\vioscsi.inf";
    return new Command(
        "Load the driver of the virtio-scsi disk",
        "cmd.exe /c for %d in ("
            + String.join(" ", DRIVER_LETTERS)
            + ") do if exist "
            + inf
            + " drvload.exe "
            + inf);
  }

  private List<Component> specialize() {
    List<Component> components = new ArrayList<>();
    Commands.runSynchronous(specializeCommands())
        .map(commands -> Component.of(ComponentName.DEPLOYMENT, commands))
        .ifPresent(components::add);
    components.add(
        SharedComponents.specializedShell(
            settings.productKey(), settings.regional(), settings.registration()));
    if (settings.options().remoteDesktop()) {
      components.addAll(SharedComponents.remoteDesktop());
    }
    return components;
  }

  /** Commands to run before Windows starts for the first time. */
  private List<Command> specializeCommands() {
    List<Command> commands = new ArrayList<>();
    if (release.hasStoreApps()) {
      // An app that is updated for one user but not provisioned for all breaks sysprep
      // (0x80073cf2).
      commands.add(
          Commands.registryValue(
              "Keep Store apps from updating themselves",
              "HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsStore",
              "AutoDownload",
              2));
    }
    if (release.hasSuggestedApps()) {
      commands.add(
          Commands.registryValue(
              "Keep Windows from installing suggested apps",
              "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CloudContent",
              "DisableWindowsConsumerFeatures",
              1));
    }
    commands.addAll(SharedComponents.withoutMicrosoftAccount(release));
    return commands;
  }

  private List<Component> oobeSystem() {
    return List.of(
        new Component(
            ComponentName.INTERNATIONAL_CORE, SharedComponents.international(settings.regional())),
        Component.of(
            ComponentName.SHELL_SETUP,
            SharedComponents.autoLogon(settings.account(), settings.options().logons()),
            Commands.firstLogon(FirstLogon.COMMAND),
            group("OOBE", SharedComponents.hiddenOobePages(release)),
            SharedComponents.userAccounts(settings.account())));
  }
}
