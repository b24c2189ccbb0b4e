package dev.casement.guest;

import dev.casement.media.author.MediaFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of a VM run's media, at the paths that Setup, the runner and the steps expect.
 *
 * @param setup files of the setup medium: job, runner, steps, answer files, the user's scripts
 * @param payload files too large for a floppy, for a separate CD or the setup CD
 */
public record SetupContent(List<MediaFile> setup, List<MediaFile> payload) {
  /** Where the job is on the setup medium. */
  public static final String JOB = "casement/job.xml";

  /** Where the new password of the build's account is on the setup medium. */
  public static final String PASSWORD = "casement/password.txt";

  private static final List<String> RUNNER =
      List.of(
          "start.cmd",
          "run.ps1",
          "logon.ps1",
          "hold.ps1",
          "services.ps1",
          "barriers.ps1",
          "protocol.ps1",
          "lines.ps1",
          "windows.ps1",
          "report.ps1",
          "environment.ps1",
          "step.ps1");

  /**
   * What has been read: each medium of a build, and each key of a checkpoint, asks for all of it.
   */
  private static final Map<String, String> RESOURCES = new ConcurrentHashMap<>();

  private static final List<String> STEPS =
      List.of(
          "blocking-packages.ps1",
          "boot-manager.ps1",
          "capabilities.ps1",
          "clean-up.ps1",
          "cloudbase-init.ps1",
          "component-clean-up.ps1",
          "driver-packages.ps1",
          "drivers.ps1",
          "features.ps1",
          "free-space.ps1",
          "guest-agent.ps1",
          "languages.ps1",
          "leftovers.ps1",
          "local-groups.ps1",
          "more-drivers.ps1",
          "optional.ps1",
          "page-file.ps1",
          "settings.ps1",
          "shared.ps1",
          "sign-off.ps1",
          "store-apps.ps1",
          "sysprep-decisions.ps1",
          "sysprep.ps1",
          "update-decisions.ps1",
          "update-guard.ps1",
          "update-ledger.ps1",
          "update-packages.ps1",
          "update-server.ps1",
          "update-services.ps1",
          "updates.ps1");
  // Update packages have names of 70 characters and more; Joliet's limit is 64.
  private static final int LONGEST_PACKAGE_NAME = 50;

  public SetupContent {
    setup = List.copyOf(setup);
    payload = List.copyOf(payload);
  }

  /** What run generalize needs to install cloudbase-init. */
  public record CloudbaseInit(Path msi, CloudbaseInitSettings settings) {}

  /**
   * The media of run install.
   *
   * @param userSteps the job's, in the same order
   */
  public static SetupContent install(Job job, String answerFile, List<UserStep> userSteps) {
    return install(job, answerFile, userSteps, List.of());
  }

  /**
   * As {@link #install(Job, String, List)}, with a payload.
   *
   * @param payload drivers and features, below the paths of {@link OptionalPlan}
   */
  public static SetupContent install(
      Job job, String answerFile, List<UserStep> userSteps, List<MediaFile> payload) {
    List<MediaFile> setup = new ArrayList<>();
    setup.add(MediaFile.ofText("Autounattend.xml", answerFile));
    setup.addAll(runner(job));
    setup.addAll(userScripts(userSteps));
    return new SetupContent(setup, payload);
  }

  /**
   * The media of run update.
   *
   * @param packages update packages in the order of installation; empty when they come from a
   *     server
   */
  public static SetupContent update(Job job, List<Path> packages) {
    List<MediaFile> payload = new ArrayList<>();
    for (int i = 0; i < packages.size(); i++) {
      payload.add(hostFile(packagePath(i + 1, packages.get(i)), packages.get(i)));
    }
    return new SetupContent(runner(job), payload);
  }

  /**
   * The media of run generalize.
   *
   * @param sysprepAnswerFile the answer file for the first boot in the cloud; always passed by
   *     name, since sysprep would otherwise use the one that Setup cached
   * @param userSteps the job's, in the same order
   */
  public static SetupContent generalize(
      Job job,
      String sysprepAnswerFile,
      Optional<CloudbaseInit> cloudbaseInit,
      List<UserStep> userSteps) {
    List<MediaFile> setup = new ArrayList<>(runner(job));
    List<MediaFile> payload = new ArrayList<>();
    setup.add(MediaFile.ofText("casement/unattend.xml", sysprepAnswerFile));
    if (cloudbaseInit.isPresent()) {
      CloudbaseInitSettings settings = cloudbaseInit.get().settings();
      String directory = "casement/cloudbase-init/";
      setup.add(
          MediaFile.ofText(directory + "cloudbase-init.conf", CloudbaseInitConf.service(settings)));
      setup.add(
          MediaFile.ofText(
              directory + "cloudbase-init-unattend.conf", CloudbaseInitConf.unattend(settings)));
      payload.add(installer("casement/payload/CloudbaseInitSetup.msi", cloudbaseInit.get().msi()));
    }
    setup.addAll(userScripts(userSteps));
    return new SetupContent(setup, payload);
  }

  private static List<MediaFile> userScripts(List<UserStep> userSteps) {
    List<MediaFile> files = new ArrayList<>();
    for (int i = 0; i < userSteps.size(); i++) {
      files.add(userScript(userSteps.get(i).mediumPath(i + 1), userSteps.get(i).script()));
    }
    return files;
  }

  private static MediaFile userScript(String path, Path source) {
    MediaFile asWritten = hostFile(path, source);
    boolean powerShell = path.endsWith(".ps1");
    if (!powerShell && !path.endsWith(".cmd") && !path.endsWith(".bat")) {
      return asWritten;
    }
    try {
      byte[] bytes = Files.readAllBytes(source);
      return MediaFile.of(
          path, powerShell ? ScriptText.powerShell(bytes) : ScriptText.batch(source, bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same content with a password that the runner gives the account it logs on: a run that
   * continues a kept disk does not leave it the one that it was kept with.
   */
  public SetupContent withPassword(Secret password) {
    List<MediaFile> withPassword = new ArrayList<>(setup);
    withPassword.add(MediaFile.ofText(PASSWORD, password.reveal()));
    return new SetupContent(withPassword, payload);
  }

  /** The same content with a fault for a rehearsal's stand-in; Windows ignores it. */
  public SetupContent withFault(String name) {
    List<MediaFile> withFault = new ArrayList<>(setup);
    withFault.add(MediaFile.ofText("casement/fault.txt", name + "\n"));
    return new SetupContent(withFault, payload);
  }

  /** All files in one list, for a setup medium that is a CD. */
  public List<MediaFile> all() {
    List<MediaFile> all = new ArrayList<>(setup);
    all.addAll(payload);
    return List.copyOf(all);
  }

  private static List<MediaFile> runner(Job job) {
    List<MediaFile> files = new ArrayList<>();
    files.add(MediaFile.ofText(JOB, JobXml.write(job)));
    for (String name : RUNNER) {
      files.add(MediaFile.ofText("casement/" + name, resource(name)));
    }
    for (String step : STEPS) {
      files.add(MediaFile.ofText("casement/steps/" + step, resource("steps/" + step)));
    }
    return files;
  }

  private static String packagePath(int number, Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
    if (dot < 1 || !(extension.equals("msu") || extension.equals("cab"))) {
      throw new BuildException(
          Failure.RECIPE,
          file + " is not an update package",
          "keep only .msu and .cab files in the directory of updates.packages");
    }
    // Microsoft's names end in the file's SHA-1, which is useless to readers here.
    String stem =
        name.substring(0, dot)
            .replaceFirst("_[0-9a-fA-F]{40}$", "")
            .replaceAll("[^A-Za-z0-9._-]+", "-");
    String shortStem =
        stem.length() > LONGEST_PACKAGE_NAME ? stem.substring(0, LONGEST_PACKAGE_NAME) : stem;
    return String.format(
        Locale.ROOT, "casement/payload/updates/%03d-%s.%s", number, shortStem, extension);
  }

  /** The installer may be missing while a build is only planned; then reading it fails. */
  private static MediaFile installer(String path, Path source) {
    return Files.exists(source)
        ? hostFile(path, source)
        : new MediaFile(path, 0, () -> hostFile(path, source).content().open());
  }

  private static MediaFile hostFile(String path, Path source) {
    if (!Files.isRegularFile(source) || !Files.isReadable(source)) {
      throw new BuildException(
          Failure.RECIPE,
          source + " does not exist or cannot be read",
          "correct its path in the recipe, which is relative to the recipe's directory");
    }
    return MediaFile.ofHostFile(path, source);
  }

  /** A script from the class path with CRLF line ends, which cmd.exe requires. */
  private static String resource(String name) {
    return RESOURCES.computeIfAbsent(name, SetupContent::read);
  }

  private static String read(String name) {
    try (InputStream stream = SetupContent.class.getResourceAsStream("/guest/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("guest/" + name + " is missing from the class path");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("\r\n", "\n").replace("\n", "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
