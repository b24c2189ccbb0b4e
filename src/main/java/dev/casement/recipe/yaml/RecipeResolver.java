package dev.casement.recipe.yaml;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.casement.disk.DiskFormat;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.PageFile;
import dev.casement.guest.UpdateRules.OnFailure;
import dev.casement.guest.UpdateSource.MicrosoftUpdate;
import dev.casement.guest.UpdateSource.Wsus;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.recipe.Limits;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeDocument.DriversDocument;
import dev.casement.recipe.yaml.RecipeDocument.ImageDocument;
import dev.casement.recipe.yaml.RecipeDocument.LimitsDocument;
import dev.casement.recipe.yaml.RecipeDocument.MachineDocument;
import dev.casement.recipe.yaml.RecipeDocument.MediaDocument;
import dev.casement.recipe.yaml.RecipeDocument.SettingsDocument;
import dev.casement.recipe.yaml.RecipeDocument.SourceDocument;
import dev.casement.recipe.yaml.RecipeDocument.StepDocument;
import dev.casement.recipe.yaml.RecipeDocument.UpdateSource;
import dev.casement.recipe.yaml.RecipeDocument.UpdatesDocument;
import dev.casement.recipe.yaml.RecipeDocument.WindowsDocument;
import dev.casement.report.Position;
import dev.casement.unattend.Account;
import dev.casement.unattend.Registration;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns a document into a recipe: defaults, absolute paths, and what keys demand of each other. */
final class RecipeResolver {
  private static final Duration STEP_TIMEOUT = Duration.ofMinutes(30);

  private final Path base;
  private final Function<String, Position> positions;
  private final Problems problems;
  private final ProductKeys productKeys;

  /**
   * @param base what relative paths are relative to
   * @param positions where a key's value stands
   */
  RecipeResolver(
      Path base,
      Map<String, String> environment,
      Function<String, Position> positions,
      Problems problems) {
    this.base = base;
    this.positions = positions;
    this.problems = problems;
    this.productKeys = new ProductKeys(base, environment);
  }

  /** The recipe, or empty when the document or this found a problem. */
  Optional<Recipe> resolve(RecipeDocument document) {
    checkSetupMedium(document.machine());
    checkDiskBus(document);
    checkCompression(document.image());
    checkPageFile(document.settings());
    checkUsername(document);
    new OptionalDocuments(this::problem).check(document.windows(), document.media());
    RegionalDocuments regional = new RegionalDocuments(this::problem);
    regional.check(document.windows());
    regional.checkNames(document.windows(), document.cloudbaseInit());
    Recipe.ProductKeyChoice productKey = productKey(document.windows());
    CloudbaseInitSettings cloudbaseInit = cloudbaseInit(document.cloudbaseInit());
    Optional<PublishSettings> publish = publish(document.publish());
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    MediaDocument media = requireNonNull(document.media());
    return Optional.of(
        new Recipe(
            requireNonNull(document.name()),
            media(media),
            windows(document.windows(), productKey),
            machine(document, media.drivers() != null),
            cloudbaseInit,
            updates(document.updates()),
            requireNonNullElse(document.steps(), List.<StepDocument>of()).stream()
                .map(this::step)
                .toList(),
            GuestDocuments.settings(document.settings()),
            GuestDocuments.cleanUp(document.cleanUp()),
            image(document.image()),
            limits(document.limits()),
            publish));
  }

  private void checkSetupMedium(@Nullable MachineDocument machine) {
    if (machine != null
        && machine.setupMedium() == Recipe.SetupMedium.FLOPPY
        && machine.firmware() != null
        && machine.firmware().isUefi()) {
      problem(
          "machine.setupMedium",
          "a floppy is not seen under UEFI; write cd, or firmware: " + Firmware.BIOS);
    }
  }

  private void checkDiskBus(RecipeDocument document) {
    MachineDocument machine = document.machine();
    MediaDocument media = document.media();
    if (machine != null
        && machine.diskBus() != null
        && machine.diskBus() != DiskBus.SATA
        && media != null
        && media.drivers() == null) {
      problem(
          "machine.diskBus",
          "Windows has no driver for " + machine.diskBus() + "; add media.drivers, or write sata");
    }
  }

  private void checkCompression(@Nullable ImageDocument image) {
    if (image != null
        && Boolean.TRUE.equals(image.compress())
        && image.format() != null
        && image.format() != DiskFormat.QCOW2) {
      problem("image.compress", image.format() + " cannot be compressed; only qcow2 can");
    }
  }

  private void checkPageFile(@Nullable SettingsDocument settings) {
    if (settings != null && settings.pageFile() != null) {
      try {
        PageFile.parse(settings.pageFile());
      } catch (IllegalArgumentException e) {
        problem("settings.pageFile", String.valueOf(e.getMessage()));
      }
    }
  }

  /** On clients Setup makes the account, so it cannot be one that Windows has. */
  private void checkUsername(RecipeDocument document) {
    CloudbaseInitDocument cloudbaseInit = document.cloudbaseInit();
    if (cloudbaseInit == null || cloudbaseInit.username() == null) {
      return;
    }
    WindowsDocument windows = document.windows();
    boolean made = windows != null && windows.release() != null && !windows.release().isServer();
    String name = cloudbaseInit.username();
    (made ? Account.LocalAdministrator.problemWith(name) : Account.problemWithForm(name))
        .ifPresent(problem -> problem("cloudbaseInit.username", problem));
  }

  private Recipe.ProductKeyChoice productKey(@Nullable WindowsDocument windows) {
    if (windows == null || windows.productKey() == null) {
      return new Recipe.ProductKeyChoice.Kms();
    }
    try {
      return productKeys.choice(windows.productKey());
    } catch (IllegalArgumentException e) {
      problem("windows.productKey", String.valueOf(e.getMessage()));
      return new Recipe.ProductKeyChoice.None();
    }
  }

  private void problem(String path, String text) {
    problems.add(positions.apply(path), path, text);
  }

  private Recipe.Media media(MediaDocument media) {
    DriversDocument drivers = media.drivers();
    return new Recipe.Media(
        source(requireNonNull(media.install())),
        Optional.ofNullable(drivers).map(DriversDocument::source).map(this::source),
        Optional.ofNullable(media.cloudbaseInit()).map(this::source),
        sources(media.moreDrivers()),
        sources(media.features()),
        drivers == null ? List.of() : requireNonNullElse(drivers.exclude(), List.of()));
  }

  private List<Recipe.Source> sources(@Nullable List<SourceDocument> sources) {
    return sources == null ? List.of() : sources.stream().map(this::source).toList();
  }

  private Recipe.Source source(SourceDocument source) {
    Recipe.Location location =
        source.path() != null
            ? new Recipe.Location.LocalFile(absolute(source.path()))
            : requireNonNull(source.url());
    return new Recipe.Source(location, Optional.ofNullable(source.sha256()));
  }

  private static Recipe.Windows windows(
      @Nullable WindowsDocument written, Recipe.ProductKeyChoice productKey) {
    WindowsDocument windows =
        written != null
            ? written
            : new WindowsDocument(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    String locale = requireNonNullElse(windows.locale(), "en-US");
    return new Recipe.Windows(
        Optional.ofNullable(windows.release()),
        Optional.ofNullable(windows.architecture()),
        selector(windows),
        productKey,
        locale,
        requireNonNullElse(windows.keyboard(), locale),
        requireNonNullElse(windows.timeZone(), "UTC"),
        new Registration(
            Optional.ofNullable(windows.organization()), Optional.ofNullable(windows.owner())),
        new Recipe.Optionals(
            requireNonNullElse(windows.features(), List.of()),
            requireNonNullElse(windows.capabilities(), List.of()),
            requireNonNullElse(windows.languages(), List.of())));
  }

  private static Optional<Recipe.ImageSelector> selector(WindowsDocument windows) {
    if (windows.edition() != null) {
      return Optional.of(new Recipe.ImageSelector.ByEdition(windows.edition()));
    }
    if (windows.index() != null) {
      return Optional.of(new Recipe.ImageSelector.ByIndex(new ImageIndex(windows.index())));
    }
    return Optional.ofNullable(windows.image()).map(Recipe.ImageSelector.ByName::new);
  }

  private static Recipe.Machine machine(RecipeDocument document, boolean drivers) {
    MachineDocument written = document.machine();
    MachineDocument machine =
        written != null
            ? written
            : new MachineDocument(null, null, null, null, null, null, null, null, null);
    return new Recipe.Machine(
        requireNonNullElse(machine.hypervisor(), HypervisorKind.QEMU),
        Optional.ofNullable(machine.firmware()),
        requireNonNullElse(machine.disk(), usualDisk(document.windows())),
        requireNonNullElse(machine.diskBus(), drivers ? DiskBus.VIRTIO : DiskBus.SATA),
        requireNonNullElse(machine.memory(), DataSize.gibibytes(4)),
        requireNonNullElse(machine.cpus(), 2),
        requireNonNullElse(machine.tpm(), false),
        Optional.ofNullable(machine.setupMedium()),
        requireNonNullElse(machine.network(), Network.ISOLATED));
  }

  /** What the release needs, where the recipe says which that is. */
  private static DataSize usualDisk(@Nullable WindowsDocument windows) {
    return windows == null || windows.release() == null
        ? DataSize.gibibytes(40)
        : windows.release().usualDisk();
  }

  private CloudbaseInitSettings cloudbaseInit(@Nullable CloudbaseInitDocument written) {
    try {
      return GuestDocuments.cloudbaseInit(written);
    } catch (IllegalArgumentException e) {
      problem("cloudbaseInit", String.valueOf(e.getMessage()));
      return CloudbaseInitSettings.defaults();
    }
  }

  private Optional<PublishSettings> publish(@Nullable PublishDocument publish) {
    if (publish == null) {
      return Optional.empty();
    }
    List<String> cloud = Optional.ofNullable(publish.cloud()).stream().toList();
    try {
      return Optional.of(
          new PublishSettings(
              requireNonNullElse(publish.clouds(), cloud),
              requireNonNullElse(publish.regions(), List.of()),
              Optional.ofNullable(publish.name()),
              Optional.ofNullable(publish.visibility()),
              Optional.ofNullable(publish.protect()),
              requireNonNullElse(publish.tags(), List.of()),
              requireNonNullElse(publish.properties(), Map.of()),
              requireNonNullElse(publish.share(), List.of()),
              publish.keep() == null ? OptionalInt.empty() : OptionalInt.of(publish.keep()),
              requireNonNullElse(publish.older(), Older.HIDE)));
    } catch (IllegalArgumentException e) {
      problem("publish", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Recipe.Updates updates(@Nullable UpdatesDocument updates) {
    if (updates == null) {
      return Recipe.Updates.fromMicrosoft();
    }
    boolean microsoft =
        updates.source() == UpdateSource.MICROSOFT_UPDATE
            || (updates.source() == null && updates.packages() == null);
    Optional<dev.casement.guest.UpdateSource> server =
        updates.wsus() != null
            ? Optional.of(new Wsus(updates.wsus()))
            : microsoft ? Optional.of(new MicrosoftUpdate()) : Optional.empty();
    return new Recipe.Updates(
        Optional.ofNullable(updates.packages()).map(this::absolute),
        server,
        requireNonNullElse(updates.exclude(), List.of()),
        requireNonNullElse(updates.onFailure(), OnFailure.FAIL));
  }

  private Recipe.UserScript step(StepDocument step) {
    return new Recipe.UserScript(
        absolute(requireNonNull(step.run())),
        requireNonNullElse(step.args(), List.of()),
        requireNonNullElse(step.timeout(), STEP_TIMEOUT),
        requireNonNullElse(step.when(), Recipe.When.BEFORE_SYSPREP));
  }

  private static Recipe.Image image(@Nullable ImageDocument written) {
    ImageDocument image = written != null ? written : new ImageDocument(null, null);
    DiskFormat format = requireNonNullElse(image.format(), DiskFormat.QCOW2);
    return new Recipe.Image(
        format, requireNonNullElse(image.compress(), format == DiskFormat.QCOW2));
  }

  private static Limits limits(@Nullable LimitsDocument limits) {
    Limits standard = Limits.defaults();
    if (limits == null) {
      return standard;
    }
    return new Limits(
        requireNonNullElse(limits.acquire(), standard.acquire()),
        requireNonNullElse(limits.install(), standard.install()),
        requireNonNullElse(limits.update(), standard.update()),
        requireNonNullElse(limits.generalize(), standard.generalize()),
        requireNonNullElse(limits.packaging(), standard.packaging()),
        requireNonNullElse(limits.silence(), standard.silence()),
        requireNonNullElse(limits.resets(), standard.resets()),
        requireNonNullElse(limits.updateRounds(), standard.updateRounds()),
        requireNonNullElse(limits.oneUpdate(), standard.oneUpdate()));
  }

  private Path absolute(Path path) {
    return base.resolve(path).normalize();
  }
}
