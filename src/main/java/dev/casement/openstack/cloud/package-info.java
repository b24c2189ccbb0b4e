/**
 * A cloud as its user names it: clouds.yaml, Keystone, what refusals mean. How requests are sent
 * belongs to http, what is asked for to the package of its service.
 */
@NullMarked
package dev.casement.openstack.cloud;

import org.jspecify.annotations.NullMarked;
