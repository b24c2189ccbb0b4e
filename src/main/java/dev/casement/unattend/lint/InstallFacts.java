package dev.casement.unattend.lint;

import dev.casement.windows.WindowsImage;
import java.util.List;

/** What the linter needs to know of an install medium. */
public record InstallFacts(List<WindowsImage> images, boolean bootsOnBios, boolean bootsOnUefi) {
  public InstallFacts {
    images = List.copyOf(images);
  }
}
