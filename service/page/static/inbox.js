/** The page of the inboxes: what comes in is seen as it comes. */
import { keepFresh } from "./fresh.js";

keepFresh("inboxes", 4);
