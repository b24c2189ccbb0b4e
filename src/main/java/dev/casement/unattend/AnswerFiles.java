package dev.casement.unattend;

/**
 * The two answer files of a build: one for Setup, or for the image that it starts from, and one for
 * sysprep.
 *
 * <p>{@code docs/windows-facts.md} names the source of every component and setting in them.
 */
public final class AnswerFiles {
  private AnswerFiles() {}

  /**
   * The {@code Autounattend.xml} of a new installation: partitions disk 0, installs the image,
   * creates the account, logs it on and starts the job on the setup medium.
   */
  public static AnswerFile install(InstallSettings settings) {
    return new InstallAnswers(settings).build();
  }

  /**
   * The answer file that replaces the one in a generalized image, at the start of a build from it:
   * creates the account, logs it on and starts the job on the setup medium.
   */
  public static AnswerFile base(BaseSettings settings) {
    return settings.build();
  }

  /**
   * The answer file for sysprep, applied at the first boot of every instance made from the image.
   * It is passed by name, so that sysprep does not reuse the one that Setup cached.
   */
  public static AnswerFile generalize(GeneralizeSettings settings) {
    return new GeneralizeAnswers(settings).build();
  }
}
