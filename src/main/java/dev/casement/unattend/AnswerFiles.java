package dev.casement.unattend;

/**
 * The two answer files of a build: one for Setup, one for sysprep.
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
   * The answer file for sysprep, applied at the first boot of every instance made from the image.
   * It is passed by name, so that sysprep does not reuse the one that Setup cached.
   */
  public static AnswerFile generalize(GeneralizeSettings settings) {
    return new GeneralizeAnswers(settings).build();
  }
}
