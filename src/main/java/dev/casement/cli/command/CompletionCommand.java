package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import picocli.AutoComplete;
import picocli.CommandLine.Mixin;

/** Prints a completion script. */
@picocli.CommandLine.Command(
    name = "completion",
    description = {
      "Print a completion script for bash and zsh.",
      "For bash: casement completion > ~/.local/share/bash-completion/completions/casement",
      "For zsh: source <(casement completion) in ~/.zshrc"
    },
    sortOptions = false)
final class CompletionCommand implements Command {
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    surroundings.out().print(AutoComplete.bash("casement", CommandLineRunner.everything()));
    return 0;
  }
}
