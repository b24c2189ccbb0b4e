package dev.casement.hypervisor.virtualbox;

import dev.casement.windows.Architecture;
import dev.casement.windows.Release;

/**
 * VirtualBox's names of guest operating systems ({@code VBoxManage list ostypes}).
 *
 * <p>Source: VirtualBox's source, Global.cpp, sOSTypes; that of 7.1 ends at Windows2022.
 */
final class GuestType {
  private GuestType() {}

  /** The name for this release, or for the nearest older one that this VirtualBox knows. */
  static String of(Release release, Architecture architecture, VirtualBoxVersion version) {
    String name =
        switch (release) {
          case WINDOWS_7 -> "Windows7";
          case WINDOWS_8_1 -> "Windows81";
          case WINDOWS_10 -> "Windows10";
          case WINDOWS_11 -> version.isAtLeast(7, 0) ? "Windows11" : "Windows10";
          // 2008 R2 has no name of its own.
          case SERVER_2008_R2 -> "Windows2008";
          case SERVER_2012, SERVER_2012_R2 -> "Windows2012";
          case SERVER_2016 -> "Windows2016";
          case SERVER_2019 -> "Windows2019";
          case SERVER_2022 -> version.isAtLeast(7, 0) ? "Windows2022" : "Windows2019";
          case SERVER_2025 ->
              version.isAtLeast(7, 2)
                  ? "Windows2025"
                  : version.isAtLeast(7, 0) ? "Windows2022" : "Windows2019";
        };
    return architecture == Architecture.X86 ? name : name + "_64";
  }
}
