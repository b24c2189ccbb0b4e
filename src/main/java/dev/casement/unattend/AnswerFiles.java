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
   * makes the account, logs it on and starts the job that is on the setup medium.
   */
  public static AnswerFile install(InstallSettings settings) {
    return new InstallAnswers(settings).build();
  }

  /**
   * The answer file that sysprep is given by name, so that it does not reuse the one that Setup
   * cached: what every instance made from the image goes through on its first boot.
   */
  public static AnswerFile generalize(GeneralizeSettings settings) {
    return new GeneralizeAnswers(settings).build();
  }
}
