package dev.casement.report;

import java.util.Locale;

/**
 * Why a build failed, by category; each has its own exit code.
 *
 * <p>The table in {@code docs/cli.md} is the contract with scripts: a code never changes its
 * meaning.
 */
public enum Failure {
  /** A defect in Casement itself. */
  INTERNAL(1),
  /** The command line is not valid. */
  USAGE(2),
  /** The recipe is not valid. */
  RECIPE(3),
  /** A program of the host is missing or too old. */
  MISSING_TOOL(4),
  /** The host cannot do it: no space, no permission, a program failed. */
  HOST(5),
  /** An install, driver or payload medium is missing, damaged or not what the recipe says. */
  MEDIA(6),
  /** The output already exists. */
  OUTPUT_EXISTS(7),
  /** A download failed. */
  NETWORK(8),
  /** An answer file has errors, or cannot be read. */
  LINT(9),
  /** An image store refused the image, or could not be reached. */
  PUBLISH(10),
  /** An image has errors, or cannot be read. */
  VERIFY(11),
  /** A cloud that builds the image refused something, or could not be reached. */
  CLOUD(12),
  /** The guest reported a failed step. */
  GUEST(20),
  /** The guest powered off without this build's sign-off. */
  NO_SIGN_OFF(21),
  /** The hypervisor's process ended although the guest had not powered off. */
  HYPERVISOR_DIED(22),
  /** The guest's kernel panicked. */
  GUEST_PANIC(23),
  /** The guest resets again and again without reaching a new step. */
  REBOOT_LOOP(24),
  /** The guest sends no message, does not use its disk and shows nothing new. */
  SILENT_GUEST(25),
  /** A stage ran into its time limit. */
  TIME_LIMIT(26),
  /** Reading or writing the virtual disk failed under the guest. */
  DISK_ERROR(27),
  /** The user, or a signal, stopped the build. */
  CANCELLED(130);

  private final int exitCode;

  Failure(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  /** Its name in output and in {@code docs/cli.md}, such as {@code no-sign-off}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
