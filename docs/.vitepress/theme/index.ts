/** The theme of VitePress, with a picture on the first page and room for commands. */
import theme from 'vitepress/theme';
import layout from './layout.vue';
import './style.css';

export default { extends: theme, Layout: layout };
