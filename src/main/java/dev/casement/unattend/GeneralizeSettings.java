package dev.casement.unattend;

import dev.casement.windows.Architecture;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.Optional;

/**
 * Settings for sysprep's answer file, which each instance made from the image applies at its first
 * boot.
 *
 * @param productKey as for the installation: generalizing removes the key
 * @param regional as for the installation: generalizing resets it
 * @param username the account for users of instances, which cloudbase-init creates or takes over;
 *     on clients Setup has created it, with or without cloudbase-init
 * @param cloudbaseInit whether cloudbase-init is installed in the image
 * @param remoteDesktop whether Remote Desktop is on and allowed through the firewall
 * @param pagingFiles the registry value PagingFiles; empty: the image and its instances have no
 *     page file
 */
public record GeneralizeSettings(
    Release release,
    Architecture architecture,
    Optional<ProductKey> productKey,
    Regional regional,
    Registration registration,
    String username,
    boolean cloudbaseInit,
    boolean remoteDesktop,
    Optional<String> pagingFiles) {}
