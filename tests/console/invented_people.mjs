// Every scene against the development server, in one browser: node tests/console/invented_people.mjs
import './door.mjs';
import './search.mjs';
import './card.mjs';
import './states.mjs';
import './sales.mjs';
import './analytics.mjs';
import './looks.mjs';
