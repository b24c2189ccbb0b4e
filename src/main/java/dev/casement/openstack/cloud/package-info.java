/**
 * A cloud as its user names it: clouds.yaml, Keystone, proxies and trust, requests and their
 * answers. What is asked for belongs to the package of its service.
 */
@NullMarked
package dev.casement.openstack.cloud;

import org.jspecify.annotations.NullMarked;
