package dev.casement.unattend;

import dev.casement.windows.Architecture;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.Optional;

/**
 * What the answer file that sysprep is given depends on; each instance made from the image goes
 * through it on its first boot.
 *
 * @param productKey as for the installation: generalizing takes the key out
 * @param regional as for the installation: generalizing resets it
 * @param username the account of the users of instances, which cloudbase-init makes or takes over;
 *     on clients Setup has made it, with cloudbase-init or without
 * @param cloudbaseInit whether cloudbase-init is installed in the image
 * @param remoteDesktop whether Remote Desktop is on and allowed through the firewall
 * @param pagingFiles what Windows' value PagingFiles is to hold; empty: the image has no page file,
 *     and instances have none
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
