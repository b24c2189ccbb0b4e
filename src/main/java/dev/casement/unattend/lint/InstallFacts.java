package dev.casement.unattend.lint;

import dev.casement.windows.WindowsImage;
import java.util.List;

/** The facts about an install medium that the linter uses. */
public record InstallFacts(List<WindowsImage> images, boolean bootsOnBios, boolean bootsOnUefi) {
  public InstallFacts {
    images = List.copyOf(images);
  }
}
