import { hydrateRoot } from "react-dom/client";
import { pages } from "@/scripts/gallery/pages";

/**
 * Brings a gallery page to life, which also shows any difference between what server and browser draw. Pages made from
 * what a browser cannot have, such as a vendor's definition, stay as they were drawn.
 */
const root = document.getElementById("root");
const name = document.documentElement.dataset.page;
if (root && name && Object.hasOwn(pages, name)) hydrateRoot(root, pages[name]);
