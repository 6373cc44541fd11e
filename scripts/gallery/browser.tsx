import { hydrateRoot } from "react-dom/client";
import { pages } from "@/scripts/gallery/pages";

/** Brings a gallery page to life, which also shows any difference between what server and browser draw. */
const root = document.getElementById("root");
const name = document.documentElement.dataset.page;
if (root && name) hydrateRoot(root, pages[name]);
