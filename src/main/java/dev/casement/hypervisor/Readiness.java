package dev.casement.hypervisor;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.function.Supplier;

/**
 * What a hypervisor can do on this host, determined by trial but without starting a build's
 * machine.
 *
 * @param uefi firmware for machines with UEFI
 * @param secureBoot firmware for machines with UEFI and Secure Boot
 */
public record Readiness(Program program, Part uefi, Part secureBoot, Part tpm) {
  /** The state of the program itself. */
  public sealed interface Program {
    /** It can start machines. */
    record Ready(Engine engine) implements Program {}

    /** It is installed but cannot start machines. */
    record Unable(Lack lack) implements Program {}

    /** It is not installed, or not in a supported version. */
    record NotInstalled(Lack lack) implements Program {}
  }

  /** The availability of an optional part of machines. */
  public sealed interface Part {
    /**
     * Machines can have it.
     *
     * @param detail what provides it
     */
    record Present(String detail) implements Part {}

    /** Machines cannot have it. */
    record Missing(Lack lack) implements Part {}
  }

  /**
   * Something that the host lacks.
   *
   * @param what is missing, a clause
   * @param remedy what to do, an imperative; names the Debian package if one exists
   */
  public record Lack(String what, String remedy) {}

  /**
   * The program's state, from a query for it.
   *
   * @throws BuildException CANCELLED if the query throws it; other failures become the result
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
   * The part's availability, from a query for it.
   *
   * @param question returns what provides the part
   * @throws BuildException CANCELLED if the query throws it; other failures become the result
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
