package dev.casement.hypervisor;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.function.Supplier;

/**
 * What a hypervisor can do on this host, found out by trying it; starts no machine of a build.
 *
 * @param uefi firmware for machines with UEFI
 * @param secureBoot firmware for machines with UEFI and Secure Boot
 */
public record Readiness(Program program, Part uefi, Part secureBoot, Part tpm) {
  /** How it stands with the program itself. */
  public sealed interface Program {
    /** It starts machines. */
    record Ready(Engine engine) implements Program {}

    /** It is here and cannot start any. */
    record Unable(Lack lack) implements Program {}

    /** It is not here, or in no version that would do. */
    record NotInstalled(Lack lack) implements Program {}
  }

  /** How it stands with what some machines have. */
  public sealed interface Part {
    /**
     * A machine can have it.
     *
     * @param detail what it comes from
     */
    record Present(String detail) implements Part {}

    /** No machine can have it. */
    record Missing(Lack lack) implements Part {}
  }

  /**
   * Something that a host does not have.
   *
   * @param what it is, a clause
   * @param remedy what to do, an imperative; names the Debian package where there is one
   */
  public record Lack(String what, String remedy) {}

  /**
   * How it stands with the program that answers this question.
   *
   * @throws BuildException CANCELLED as the question does; other failures are the answer
   */
  public static Program program(Supplier<Engine> question) {
    try {
      return new Program.Ready(question.get());
    } catch (BuildException e) {
      Lack lack = lack(e);
      return e.failure() == Failure.MISSING_TOOL
          ? new Program.NotInstalled(lack)
          : new Program.Unable(lack);
    }
  }

  /**
   * How it stands with the part that answers this question.
   *
   * @param question what the part comes from
   * @throws BuildException CANCELLED as the question does; other failures are the answer
   */
  public static Part part(Supplier<String> question) {
    try {
      return new Part.Present(question.get());
    } catch (BuildException e) {
      return new Part.Missing(lack(e));
    }
  }

  private static Lack lack(BuildException failure) {
    if (failure.failure() == Failure.CANCELLED) {
      throw failure;
    }
    return new Lack(failure.what(), failure.remedy());
  }
}
