package dev.casement.pipeline.acquire;

import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A host whose one program is pwsh, which says what a test says. */
public final class FakePwsh implements CommandRunner {
  /** The scripts of each call. */
  public final List<List<String>> calls = new ArrayList<>();

  private final Supplier<CommandResult> answer;

  public FakePwsh(Supplier<CommandResult> answer) {
    this.answer = answer;
  }

  /** One that prints this, and that it has parsed all. */
  public static FakePwsh saying(String... findings) {
    return new FakePwsh(() -> new CommandResult(0, String.join("\n", findings) + "\nparsed\n", ""));
  }

  @Override
  public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
    if (!command.program().equals("pwsh")) {
      throw new IllegalStateException("this host has no " + command.program());
    }
    calls.add(
        Stream.of(command.environment().getOrDefault("CASEMENT_SCRIPTS", "").split(",", -1))
            .map(path -> new String(Base64.getDecoder().decode(path), StandardCharsets.UTF_8))
            .toList());
    return answer.get();
  }

  @Override
  public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
    throw new IllegalStateException("pwsh's exit code is looked at");
  }

  @Override
  public HostProcess start(HostCommand command, Path log) {
    throw new IllegalStateException("pwsh is waited for");
  }
}
