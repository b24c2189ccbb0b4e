package dev.casement.cli.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The subcommands by name; the class of each is loaded on demand. */
public enum Subcommand {
  REHEARSE("rehearse"),
  BUILD("build"),
  PUBLISH("publish"),
  PLAN("plan"),
  INIT("init"),
  INSPECT("inspect"),
  LINT("lint"),
  VERIFY("verify"),
  DOCTOR("doctor"),
  ATTACH("attach"),
  CLEAN("clean"),
  COMPLETION("completion");

  private final String word;

  Subcommand(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  static Optional<Subcommand> ofWord(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Subcommand::word).toList();
  }

  Command load() {
    return switch (this) {
      case REHEARSE -> new RehearseCommand();
      case BUILD -> new BuildCommand();
      case PUBLISH -> new PublishCommand();
      case PLAN -> new PlanCommand();
      case INIT -> new InitCommand();
      case INSPECT -> new InspectCommand();
      case LINT -> new LintCommand();
      case VERIFY -> new VerifyCommand();
      case DOCTOR -> new DoctorCommand();
      case ATTACH -> new AttachCommand();
      case CLEAN -> new CleanCommand();
      case COMPLETION -> new CompletionCommand();
    };
  }
}
