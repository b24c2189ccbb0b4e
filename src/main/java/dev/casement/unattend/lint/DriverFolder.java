package dev.casement.unattend.lint;

import dev.casement.windows.Architecture;

/**
 * One folder with a driver on a driver medium.
 *
 * @param driver such as {@code viostor}
 * @param release the folder of the release, such as {@code 2k22}
 * @param path on the medium, with {@code /} between names
 */
public record DriverFolder(String driver, String release, Architecture architecture, String path) {}
