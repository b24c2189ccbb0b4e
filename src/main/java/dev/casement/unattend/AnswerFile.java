package dev.casement.unattend;

import dev.casement.windows.Architecture;
import java.util.List;

/**
 * An answer file as a tree of typed settings; {@link AnswerFileXml} writes it.
 *
 * @param architecture the {@code processorArchitecture} of every component: that of the Windows to
 *     be installed and of its Setup
 * @param passes distinct, in the order in which Windows runs them
 */
public record AnswerFile(Architecture architecture, List<PassSettings> passes) {
  public AnswerFile {
    passes = List.copyOf(passes);
    for (int i = 1; i < passes.size(); i++) {
      if (passes.get(i - 1).pass().compareTo(passes.get(i).pass()) >= 0) {
        throw new IllegalArgumentException(
            "pass " + passes.get(i).pass() + " comes after " + passes.get(i - 1).pass());
      }
    }
  }
}
