package dev.casement.hypervisor.virtualbox;

import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** VBoxManage whose answers the test gives; remembers what it was asked. */
public final class FakeVBoxManage implements CommandRunner {
  private final Function<List<String>, CommandResult> answers;
  final List<String> asked = new ArrayList<>();

  public FakeVBoxManage(Function<List<String>, CommandResult> answers) {
    this.answers = answers;
  }

  public static CommandResult says(String stdout) {
    return new CommandResult(0, stdout, "");
  }

  public static CommandResult fails(String stderr) {
    return new CommandResult(1, "", stderr);
  }

  @Override
  public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
    List<String> arguments = command.argv().subList(1, command.argv().size());
    asked.add(String.join(" ", arguments));
    return answers.apply(arguments);
  }

  @Override
  public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
    throw new AssertionError("judged by its exit code: " + command);
  }

  @Override
  public HostProcess start(HostCommand command, Path log) {
    throw new AssertionError("nothing is started: " + command);
  }
}
