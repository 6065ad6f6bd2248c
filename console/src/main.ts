// Starts the console: styles, language, theme, then the page.
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { applyTheme } from './lib/theme.svelte';
import { speakAsBefore } from './words/words.svelte';

applyTheme();
void speakAsBefore().finally(() => mount(App, { target: document.getElementById('app')! }));
