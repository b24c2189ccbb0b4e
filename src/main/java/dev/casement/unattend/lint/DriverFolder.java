package dev.casement.unattend.lint;

import dev.casement.windows.Architecture;

/**
 * A folder with a driver on a driver medium.
 *
 * @param driver the driver's name, such as {@code viostor}
 * @param release the folder of the release, such as {@code 2k22}
 * @param path its path on the medium, with {@code /} between names
 */
public record DriverFolder(String driver, String release, Architecture architecture, String path) {}
