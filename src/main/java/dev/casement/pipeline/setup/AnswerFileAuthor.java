package dev.casement.pipeline.setup;

import dev.casement.pipeline.inspect.MachineFit;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.report.Secret;
import dev.casement.unattend.Account;
import dev.casement.unattend.AnswerFile;
import dev.casement.unattend.AnswerFiles;
import dev.casement.unattend.BaseSettings;
import dev.casement.unattend.GeneralizeSettings;
import dev.casement.unattend.ImageChoice;
import dev.casement.unattend.InstallSettings;
import dev.casement.unattend.Regional;
import dev.casement.unattend.Target;
import dev.casement.verify.BaseImage;

/** Creates the two answer files of a build from recipe and media. */
public final class AnswerFileAuthor {
  private final Recipe recipe;

  public AnswerFileAuthor(Recipe recipe) {
    this.recipe = recipe;
  }

  /** The answer file for Setup, or for the first start of the base image. */
  public AnswerFile start(WindowsSource source, Secret password) {
    return source
        .base()
        .map(base -> base(source, base, password))
        .orElseGet(() -> install(source, password));
  }

  private AnswerFile base(WindowsSource source, BaseImage base, Secret password) {
    return AnswerFiles.base(
        new BaseSettings(
            source.release(),
            source.image().architecture(),
            source.productKey(),
            regional(source),
            recipe.windows().registration(),
            account(source, password),
            recipe.machine().disk().bytes() > base.size(),
            base.cloudbaseInit()));
  }

  private AnswerFile install(WindowsSource source, Secret password) {
    return AnswerFiles.install(
        new InstallSettings(
            new Target(
                source.release(),
                source.image().version().build(),
                source.image().architecture(),
                source.firmware(),
                recipe.machine().diskBus()),
            imageChoice(source),
            source.productKey(),
            regional(source),
            recipe.windows().registration(),
            account(source, password),
            source.drivers(),
            new InstallSettings.Options(
                1,
                recipe.settings().remoteDesktop(),
                recipe.settings().sanPolicy(source.release()),
                !MachineFit.meetsHardwareChecks(
                    source.release(), recipe.machine(), source.firmware()))));
  }

  /** The answer file for sysprep, used at the first boot of each clone. */
  public AnswerFile generalize(WindowsSource source) {
    return AnswerFiles.generalize(
        new GeneralizeSettings(
            source.release(),
            source.image().architecture(),
            source.productKey(),
            regional(source),
            recipe.windows().registration(),
            recipe.cloudbaseInit().username(),
            recipe.media().cloudbaseInit().isPresent(),
            recipe.settings().remoteDesktop(),
            recipe.settings().pageFile().pagingFiles()));
  }

  /** Selects by name only if the recipe does: an index cannot be misread. */
  private ImageChoice imageChoice(WindowsSource source) {
    return recipe.windows().image().orElse(null) instanceof ImageSelector.ByName
        ? new ImageChoice.ByName(source.image().name())
        : new ImageChoice.ByIndex(source.image().index());
  }

  private Regional regional(WindowsSource source) {
    Recipe.Windows windows = recipe.windows();
    return Regional.forMedium(
        source.image().languages(), windows.locale(), windows.keyboard(), windows.timeZone());
  }

  /**
   * On clients, the account that cloudbase-init takes over in the cloud, so that no other account
   * remains in the image.
   */
  private Account account(WindowsSource source, Secret password) {
    return source.release().isServer()
        ? new Account.Administrator(password)
        : new Account.LocalAdministrator(recipe.cloudbaseInit().username(), password);
  }
}
